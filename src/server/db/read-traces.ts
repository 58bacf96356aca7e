import { z } from 'zod';
import type { JsonValue } from '../core/json.ts';
import type { TracedAttempt, TracedRun, TracedTask } from '../core/trace/span.ts';
import type { Queryable } from './queryable.ts';

// What ended in a stretch of time, for a tracing system. Up to when that was told is kept; a row is told of in the stretch in which it
// ended, tasks in that of their run. Runs of a trace that is not sampled are left out by whoever reads.

const WATERMARK = 'traces_until';
/** A commit may be this much later than the moment it records, milliseconds. */
const LAG_MS = 5_000;
const STRETCH_MS = 60_000;
/** What ended longer ago than this is not told any more, milliseconds. */
const MOST_BEHIND_MS = 3_600_000;

export interface TraceStretch {
  from: Date;
  to: Date;
  /** More than this can be told already. */
  more: boolean;
  /** So much before it was never told, milliseconds; 0: nothing is missing. */
  skippedMs: number;
}

/** The next stretch; null when nothing is old enough. The first time, telling begins. */
export async function nextTraceStretch(db: Queryable): Promise<TraceStretch | null> {
  const { rows } = await db.query({
    name: 'trace_stretch',
    text: `WITH n AS (SELECT date_trunc('milliseconds', clock_timestamp() - $2 * interval '1 ms') AS now), begun AS (
        INSERT INTO setting (name, value, updated_at) SELECT $1, json_build_object('at', n.now), clock_timestamp() FROM n ON CONFLICT (name) DO NOTHING
      ), w AS (
        SELECT COALESCE((SELECT (value ->> 'at')::timestamptz FROM setting WHERE name = $1), n.now) AS at, n.now FROM n
      ), f AS (
        SELECT GREATEST(at, now - $4 * interval '1 ms') AS "from", at, now FROM w
      )
      SELECT "from", LEAST("from" + $3 * interval '1 ms', now) AS "to", "from" + $3 * interval '1 ms' < now AS more,
        (extract(epoch FROM "from" - at) * 1000)::float8 AS "skippedMs" FROM f`,
    values: [WATERMARK, LAG_MS, STRETCH_MS, MOST_BEHIND_MS],
  });
  const stretch = z.object({ from: z.date(), to: z.date(), more: z.boolean(), skippedMs: z.number() }).parse(rows[0]);
  return stretch.to > stretch.from ? stretch : null;
}

/** The stretch was told. Never goes back: somebody may have told more meanwhile. */
export async function keepTracesUntil(db: Queryable, { to }: TraceStretch): Promise<void> {
  await db.query({
    name: 'trace_keep',
    text: `UPDATE setting SET value = json_build_object('at', $2::timestamptz), updated_at = clock_timestamp()
      WHERE name = $1 AND (value ->> 'at')::timestamptz < $2`,
    values: [WATERMARK, to],
  });
}

type AttemptRow = Omit<TracedAttempt, 'agent' | 'content'> & {
  agentId: string;
  agentName: string;
  agentKind: TracedAttempt['agent']['kind'];
  model: string | null;
  tool: string | null;
  input: JsonValue;
  output: JsonValue;
};

interface Page {
  /** Id of the last one seen; null: from the beginning. */
  after: string | null;
  limit: number;
}

/** Attempts that ended in a stretch, by id. With `content`, what their tasks were given and gave. */
export async function readTracedAttempts(
  db: Queryable,
  { from, to }: TraceStretch,
  { after, limit, content }: Page & { content: boolean },
): Promise<TracedAttempt[]> {
  const { rows } = await db.query<AttemptRow>({
    name: 'traced_attempts',
    text: `SELECT a.id, a.task_id AS "taskId", a.run_id AS "runId", r.trace_parent AS "traceParent", t.key AS "taskKey", t.task_type AS "taskType",
        a.number, a.status, a.hedge_of IS NOT NULL AS hedge, a.created_at AS "createdAt", a.started_at AS "startedAt", a.ended_at AS "endedAt",
        a.error ->> 'code' AS "errorCode", a.verification, a.input_tokens AS "inputTokens", a.output_tokens AS "outputTokens", a.cost_usd AS "costUsd",
        d.strategy, d.score, g.id AS "agentId", g.name AS "agentName", g.kind AS "agentKind", g.config ->> 'model' AS model, g.config ->> 'tool' AS tool,
        CASE WHEN $5 THEN t.input END AS input, CASE WHEN $5 AND a.status = 'completed' THEN t.output END AS output
      FROM attempt a JOIN task t ON t.id = a.task_id JOIN run r ON r.id = a.run_id JOIN agent g ON g.id = a.agent_id LEFT JOIN decision d ON d.id = a.id
      WHERE a.ended_at >= $1 AND a.ended_at < $2 AND ($3::uuid IS NULL OR a.id > $3) ORDER BY a.id LIMIT $4`,
    values: [from, to, after, limit, content],
  });
  return rows.map(({ agentId, agentName, agentKind, model, tool, input, output, ...row }) => ({
    ...row,
    agent: { id: agentId, name: agentName, kind: agentKind, model, tool },
    content: content ? { input, output } : null,
  }));
}

/** Runs that ended in a stretch, by id. */
export async function readTracedRuns(db: Queryable, { from, to }: TraceStretch, { after, limit }: Page): Promise<TracedRun[]> {
  const { rows } = await db.query<TracedRun>({
    name: 'traced_runs',
    text: `SELECT id AS "runId", trace_parent AS "traceParent", name, workflow_id AS "workflowId", status, execution_mode AS "executionMode", total, failed,
        lineage, created_at AS "createdAt", finished_at AS "finishedAt"
      FROM run WHERE finished_at >= $1 AND finished_at < $2 AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
    values: [from, to, after, limit],
  });
  return rows;
}

export interface PlacedTracedTask extends TracedTask {
  /** Calls of a map share that of their map. */
  place: number;
}

/** Tasks of a run that were done or skipped in it, by place. `after`: the last one seen. */
export async function readTracedTasks(
  db: Queryable,
  run: TracedRun,
  { after, limit }: { after: PlacedTracedTask | null; limit: number },
): Promise<PlacedTracedTask[]> {
  const { rows } = await db.query<Omit<PlacedTracedTask, 'runId' | 'traceParent'>>({
    name: 'traced_tasks',
    text: `SELECT t.id, t.key, t.task_type AS "taskType", t.status, t.parent_id AS "parentId", t.attempts, t.error ->> 'code' AS "errorCode", t.idx AS place,
        LEAST(t.ready_at, (SELECT min(a.created_at) FROM attempt a WHERE a.task_id = t.id), t.finished_at) AS "startedAt", t.finished_at AS "finishedAt"
      FROM task t WHERE t.run_id = $1 AND ($2::int IS NULL OR (t.idx, t.id) > ($2, $3)) AND t.finished_at IS NOT NULL ORDER BY t.idx, t.id LIMIT $4`,
    values: [run.runId, after?.place ?? null, after?.id ?? null, limit],
  });
  return rows.map((row) => ({ ...row, runId: run.runId, traceParent: run.traceParent }));
}
