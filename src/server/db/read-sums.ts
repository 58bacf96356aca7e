import type { JsonValue } from '../core/json.ts';
import type { PredictedEnd } from '../core/metrics/judge-records.ts';
import { BIN_GROWTH, type LatencyBin, type LatencySketch } from '../core/metrics/latency-sketch.ts';
import type { Span } from '../core/metrics/window-readings.ts';
import type { AgentSums, Total, WindowSums } from '../core/metrics/window-sums.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt, type MetricWindow } from './read-metrics.ts';
import { ENDED_DECISION, endedDecisionSchema } from './routing-reports.ts';

// What the rows of a window [from, to) add up to. What ended is found by summarizing indexes over its end; ids of attempts carry their time
// (UUID v7), so that a range of ids is a range of time. No statement reads more than its window and what is named here; rows of other
// tables are looked up one by one, so that no plan reads a table for a handful of them.

/** Newest assignments that latencies are taken from; a stretch is ten seconds, so that an hour is measured from many times more. */
const LATENCY_SAMPLE = 2_000;
const DEPENDENCY_SAMPLE = 200;
const RECORD_SAMPLE = 100;
const RUN_SAMPLE = 20;
/** Runs with more tasks are left out of the sample of efficiency. */
const RUN_SAMPLE_TASKS = 2_000;
/** Clocks of processes may differ by this much from the database's; ids carry the former. */
const CLOCK_SLACK_MS = 60_000;

/** The newest attempts assigned in the window; $1 to $4 are `assignedIn`. */
const newestAssigned = (columns: string, more: string, limit: number) =>
  `SELECT ${columns} FROM attempt WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 ${more} ORDER BY id DESC LIMIT ${limit}`;
const assignedIn = ({ from, to }: MetricWindow) => [
  firstIdAt(from.getTime() - CLOCK_SLACK_MS),
  firstIdAt(to.getTime() + CLOCK_SLACK_MS),
  from,
  to,
];

/** What each agent did: attempts that ended in the window, and the time in it that attempts were running, those that still run included. */
export async function readAgentSums(db: Queryable, { from, to }: MetricWindow): Promise<Record<string, AgentSums>> {
  const { rows } = await db.query<AgentSums & { agentId: string }>({
    name: 'sums_agents',
    text: `WITH w AS (
        SELECT agent_id, status, started_at, ended_at FROM attempt WHERE ended_at >= $1
        UNION ALL SELECT agent_id, status, started_at, ended_at FROM attempt WHERE ended_at IS NULL
      ), a AS (
        SELECT agent_id, status, COALESCE(ended_at < $2, false) AS ended, (extract(epoch FROM started_at) * 1000)::float8 AS began,
          (extract(epoch FROM ended_at - started_at) * 1000)::float8 AS ran,
          (extract(epoch FROM LEAST(COALESCE(ended_at, $2), $2) - GREATEST(started_at, $1)) * 1000)::float8 AS ms
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

interface Latencies {
  /** From "ready" to the first assignment. */
  assignment: LatencySketch;
  /** How long routing took: the batch that each decision was made in. */
  routing: LatencySketch;
}

/** Latencies of the newest assignments, by bin. */
export async function readLatencies(db: Queryable, window: MetricWindow): Promise<Latencies> {
  const { rows } = await db.query<{ kind: keyof Latencies; bin: number; count: number; longest: number }>({
    name: 'sums_latencies',
    text: `WITH a AS MATERIALIZED (${newestAssigned('id, task_id, created_at, number', '', LATENCY_SAMPLE)}), l AS (
        SELECT 'assignment' AS kind, (extract(epoch FROM created_at - (SELECT t.ready_at FROM task t WHERE t.id = a.task_id)) * 1000)::float8 AS ms
          FROM a WHERE number = 1
        UNION ALL SELECT 'routing', (SELECT d.routed_ms FROM decision d WHERE d.id = a.id)::float8 FROM a
      ) SELECT kind, CASE WHEN ms < 1 THEN 0 ELSE ceil(ln(ms) / ln($5::float8))::int + 1 END AS bin, count(*)::int AS count, max(ms) AS longest
      FROM l WHERE ms >= 0 GROUP BY 1, 2 ORDER BY 2`,
    values: [...assignedIn(window), BIN_GROWTH],
  });
  const of = (wanted: keyof Latencies) =>
    rows.filter(({ kind }) => kind === wanted).map(({ bin, count, longest }): LatencyBin => [bin, count, longest]);
  return { assignment: of('assignment'), routing: of('routing') };
}

/** Time from the end of the last dependency to "ready", milliseconds. */
export async function readDependencyTotal(db: Queryable, window: MetricWindow): Promise<Total> {
  const { rows } = await db.query<Total>({
    name: 'sums_dependency',
    text: `SELECT COALESCE(sum(ms), 0)::float8 AS total, count(*)::int AS count FROM (
        SELECT (SELECT (extract(epoch FROM t.ready_at - max(p.finished_at)) * 1000)::float8
          FROM task t JOIN task_dependency d ON d.task_id = t.id JOIN task p ON p.id = d.dep_id WHERE t.id = a.task_id GROUP BY t.ready_at) AS ms
        FROM (${newestAssigned('task_id', 'AND number = 1', DEPENDENCY_SAMPLE)}) a
      ) x WHERE ms >= 0`,
    values: assignedIn(window),
  });
  return rows[0] ?? { total: 0, count: 0 };
}

/** Records of the newest decisions that led to an assignment. */
export async function readRecords(db: Queryable, window: MetricWindow): Promise<JsonValue[]> {
  const { rows } = await db.query<{ record: JsonValue | null }>({
    name: 'sums_records',
    text: `SELECT (SELECT d.record FROM decision d WHERE d.id = a.id) AS record FROM (${newestAssigned('id', '', RECORD_SAMPLE)}) a`,
    values: assignedIn(window),
  });
  return rows.flatMap(({ record }) => record ?? []);
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
