import type { JsonValue } from '../core/json.ts';
import type { PredictedEnd } from '../core/metrics/judge-records.ts';
import { BIN_GROWTH, type LatencySketch } from '../core/metrics/latency-sketch.ts';
import type { Span } from '../core/metrics/window-readings.ts';
import type { AgentSums, Total, WindowSums } from '../core/metrics/window-sums.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt, type MetricWindow } from './read-metrics.ts';
import { ENDED_DECISION, endedDecisionSchema } from './routing-reports.ts';

// What the rows of a window [from, to) add up to. What ended is found by summarizing indexes over its end; ids of attempts carry their time
// (UUID v7), so that a range of ids is a range of time. Times are made numbers by date_part, which counts in floating point; extract would count in
// decimal, at several times the cost. No statement reads more than its window and what is named here; rows of other
// tables are looked up one by one, so that no plan reads a table for a handful of them.

/** Newest assignments that latencies are taken from; a stretch is ten seconds, so that an hour is measured from many times more. */
const LATENCY_SAMPLE = 2_000;
/** Of these, the newest whose dependencies and whose decisions are looked at. */
const DEPENDENCY_SAMPLE = 200;
const RECORD_SAMPLE = 100;
const RUN_SAMPLE = 20;
/** Runs with more tasks are left out of the sample of efficiency. */
const RUN_SAMPLE_TASKS = 2_000;
/** Clocks of processes may differ by this much from the database's; ids carry the former. */
const CLOCK_SLACK_MS = 60_000;

/** What each agent did: attempts that ended in the window, and the time in it that attempts were running, those that still run included. */
export async function readAgentSums(db: Queryable, { from, to }: MetricWindow): Promise<Record<string, AgentSums>> {
  const { rows } = await db.query<AgentSums & { agentId: string }>({
    name: 'sums_agents',
    text: `WITH w AS (
        SELECT agent_id, status, started_at, ended_at FROM attempt WHERE ended_at >= $1
        UNION ALL SELECT agent_id, status, started_at, ended_at FROM attempt WHERE ended_at IS NULL
      ), a AS (
        SELECT agent_id, status, COALESCE(ended_at < $2, false) AS ended, date_part('epoch', started_at) * 1000 AS began,
          date_part('epoch', ended_at - started_at) * 1000 AS ran,
          date_part('epoch', LEAST(COALESCE(ended_at, $2), $2) - GREATEST(started_at, $1)) * 1000 AS ms
        FROM w WHERE started_at < $2 OR ended_at < $2
      ) SELECT agent_id AS "agentId",
        count(*) FILTER (WHERE ended AND status = 'completed')::int AS completed,
        count(*) FILTER (WHERE ended AND status = 'failed')::int AS failed,
        COALESCE(sum(ms) FILTER (WHERE ms > 0), 0)::float8 AS "busyMs",
        max(ARRAY[ran, began]) FILTER (WHERE ended AND ran IS NOT NULL) AS longest, min(began) FILTER (WHERE NOT ended) AS "openSince"
      FROM a GROUP BY 1`,
    values: [from, to],
  });
  return Object.fromEntries(rows.map(({ agentId, ...sums }) => [agentId, sums]));
}

interface AssignmentSums {
  /** From "ready" to the first assignment. */
  assignment: LatencySketch;
  /** How long routing took: the batch that each decision was made in. */
  routing: LatencySketch;
  /** Time from the end of the last dependency to "ready", milliseconds. */
  dependency: Total;
  /** What was recorded of decisions. */
  records: JsonValue[];
}

const ASSIGNED = `
WITH newest AS MATERIALIZED (
  SELECT id, task_id, number, created_at FROM attempt WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 ORDER BY id DESC LIMIT ${LATENCY_SAMPLE}
), waited AS MATERIALIZED (
  SELECT date_part('epoch', a.created_at - t.ready_at) * 1000 AS ms FROM newest a
    CROSS JOIN LATERAL (SELECT ready_at FROM task WHERE id = a.task_id OFFSET 0) t WHERE a.number = 1
), took AS (
  SELECT 'assignment' AS kind, ms FROM waited WHERE ms >= 0
  UNION ALL SELECT 'routing', routed_ms FROM decision WHERE id = ANY(ARRAY(SELECT id FROM newest)) AND routed_ms >= 0
), bins AS (
  SELECT kind, CASE WHEN ms < 1 THEN 0 ELSE ceil(ln(ms) / ln($5::float8))::int + 1 END AS bin, count(*)::int AS count, max(ms) AS longest FROM took GROUP BY 1, 2
), resolved AS MATERIALIZED (
  SELECT (SELECT date_part('epoch', t.ready_at - max(p.finished_at)) * 1000
    FROM task t JOIN task_dependency d ON d.task_id = t.id JOIN task p ON p.id = d.dep_id WHERE t.id = a.task_id GROUP BY t.ready_at) AS ms
  FROM (SELECT task_id FROM newest WHERE number = 1 ORDER BY id DESC LIMIT ${DEPENDENCY_SAMPLE}) a
)
SELECT (SELECT json_agg(json_build_array(bin, count, longest) ORDER BY bin) FROM bins WHERE kind = 'assignment') AS assignment,
  (SELECT json_agg(json_build_array(bin, count, longest) ORDER BY bin) FROM bins WHERE kind = 'routing') AS routing,
  (SELECT json_build_object('total', COALESCE(sum(ms), 0), 'count', count(*)) FROM resolved WHERE ms >= 0) AS dependency,
  (SELECT json_agg(d.record) FROM (SELECT id FROM newest ORDER BY id DESC LIMIT ${RECORD_SAMPLE}) a
    CROSS JOIN LATERAL (SELECT record FROM decision WHERE id = a.id OFFSET 0) d) AS records`;

/** What the newest assignments of the window add up to. */
export async function readAssignmentSums(db: Queryable, { from, to }: MetricWindow): Promise<AssignmentSums> {
  const { rows } = await db.query<{ [Key in keyof AssignmentSums]: AssignmentSums[Key] | null }>({
    name: 'sums_assigned',
    text: ASSIGNED,
    values: [firstIdAt(from.getTime() - CLOCK_SLACK_MS), firstIdAt(to.getTime() + CLOCK_SLACK_MS), from, to, BIN_GROWTH],
  });
  const { assignment, routing, dependency, records } = rows[0] ?? {};
  return { assignment: assignment ?? [], routing: routing ?? [], dependency: dependency ?? { total: 0, count: 0 }, records: records ?? [] };
}

/** What was expected of some attempts that ended, as the store finds them, and how they did. */
export async function readPredictedEnds(db: Queryable, { from, to }: MetricWindow): Promise<PredictedEnd[]> {
  const { rows } = await db.query<{ expected: number | null }>({
    name: 'sums_predicted',
    text: `SELECT (SELECT d.record -> 'predicted' -> 'success' ->> 0 FROM decision d WHERE d.id = a.id)::float8 AS expected, ${ENDED_DECISION}
      FROM (SELECT id, task_id, status, error, verification, started_at, ended_at, cost_usd FROM attempt
        WHERE ended_at >= $1 AND ended_at < $2 AND status IN ('completed', 'failed') LIMIT ${RECORD_SAMPLE}) a
      CROSS JOIN LATERAL (SELECT spec FROM task WHERE id = a.task_id OFFSET 0) t`,
    values: [from, to],
  });
  return rows.map(({ expected, ...end }) => ({ expected, ...endedDecisionSchema.parse(end) }));
}

interface RunSums {
  runs: WindowSums['runs'];
  /** The newest that ended in the window with more than one task and not too many to look at. */
  sampleIds: string[];
}

export async function readRunSums(db: Queryable, { from, to }: MetricWindow): Promise<RunSums> {
  const { rows } = await db.query<WindowSums['runs'] & { sampleIds: string[] }>({
    name: 'sums_runs',
    text: `WITH ended AS MATERIALIZED (
        SELECT id, status, total, finished_at FROM run WHERE finished_at >= $1 AND finished_at < $2
      ) SELECT (SELECT count(*)::int FROM ended WHERE status = 'completed') AS completed,
        (SELECT count(*)::int FROM ended WHERE status = 'failed') AS failed,
        (SELECT count(*)::int FROM ended e WHERE status = 'failed' AND EXISTS (SELECT 1 FROM task t
          WHERE t.run_id = e.id AND t.key = $3 AND t.status IN ('completed', 'failed'))) AS "rolledBack",
        ARRAY(SELECT id FROM ended WHERE total BETWEEN 2 AND ${RUN_SAMPLE_TASKS} ORDER BY finished_at DESC LIMIT ${RUN_SAMPLE}) AS "sampleIds"`,
    values: [from, to, ROLLBACK_KEY],
  });
  const { sampleIds = [], ...runs } = rows[0] ?? { completed: 0, failed: 0, rolledBack: 0 };
  return { runs, sampleIds };
}

/** When the attempts of some runs worked. */
export async function readWorkIntervals(db: Queryable, runIds: string[]): Promise<(Span & { runId: string })[]> {
  if (runIds.length === 0) return [];
  const { rows } = await db.query<Span & { runId: string }>({
    name: 'sums_intervals',
    text: `SELECT t.run_id AS "runId", a.started_at AS "from", a.ended_at AS "to" FROM task t
      CROSS JOIN LATERAL (SELECT started_at, ended_at FROM attempt WHERE task_id = t.id) a
      WHERE t.run_id = ANY($1::uuid[]) AND a.started_at IS NOT NULL AND a.ended_at IS NOT NULL`,
    values: [runIds],
  });
  return rows;
}
