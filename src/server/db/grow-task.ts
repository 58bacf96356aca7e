import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { GROWTH_LIMITS } from '../core/workflow/growing-task.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// A map or a loop adds the tasks of its calls, all in one statement: either the run has grown and the task waits for them, or nothing
// happened. The task depends on its calls by soft edges "item", so what settles a call also counts down what the task waits for, and
// cancel, pause and a crash find nothing special. A call may take over the result of one of an earlier run: then it is over at once, and
// a task that waits for none stays in the queue. Lock order as in every writer: the run, then its tasks.

const RANK = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint - m.head_start_ms';

const GROW = `
WITH l AS MATERIALIZED (SELECT id, status, total FROM run WHERE id = $2 FOR NO KEY UPDATE
), m AS (
  UPDATE task SET status = CASE WHEN $14 = 0 THEN 'ready' ELSE 'pending' END, pending = $14, spec = $6::json,
    queue_rank = CASE WHEN $14 = 0 THEN queue_rank END, park_key = CASE WHEN $14 = 0 THEN park_key END, park_rank = CASE WHEN $14 = 0 THEN park_rank END,
    wait_reason = CASE WHEN $14 = 0 THEN wait_reason END, wait_detail = CASE WHEN $14 = 0 THEN wait_detail END
  FROM l WHERE task.id = $1 AND task.status = 'ready' AND task.fence = $3 AND COALESCE((task.spec->>'grown')::int, 0) = $4
    AND l.status IN ('running', 'paused') AND l.total + $5 <= ${GROWTH_LIMITS.runTasks}
  RETURNING task.id, task.key, task.name, task.task_type, task.head_start_ms, task.ref_ids, l.status AS run_status, l.total
), i AS MATERIALIZED (
  SELECT x.*, (count(*) FILTER (WHERE x.carried IS NULL) OVER (ORDER BY x.ord)) AS place
  FROM unnest($7::uuid[], string_to_array($8, E'\\x1e', ''), $13::uuid[]) WITH ORDINALITY AS x(id, input, carried, ord)
), c AS (
  INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, head_start_ms, queue_rank, park_key, park_rank, wait_reason, spec, input, ref_ids,
                    ready_at, parent_id, item, output, output_artifact_id, finished_at, reused_from)
  SELECT i.id, $2, m.total + i.ord - 1, m.key || '[' || ($9 + i.ord - 1) || ']', m.name || ' [' || ($9 + i.ord - 1) || ']', m.task_type,
    CASE WHEN i.carried IS NULL THEN 'ready' ELSE 'completed' END, 0, m.head_start_ms,
    CASE WHEN i.carried IS NOT NULL THEN NULL WHEN m.run_status = 'running' AND i.place <= $10 THEN ${RANK} END,
    CASE WHEN i.carried IS NOT NULL THEN NULL WHEN m.run_status = 'paused' THEN 'paused:' || $2 WHEN i.place > $10 THEN 'map:' || m.id END,
    CASE WHEN i.carried IS NOT NULL THEN NULL WHEN m.run_status = 'paused' OR i.place > $10 THEN ${RANK} END,
    CASE WHEN i.carried IS NOT NULL THEN NULL WHEN m.run_status = 'paused' THEN 'paused' WHEN i.place > $10 THEN 'map_limit' END,
    $11::json, i.input::json, COALESCE((SELECT array_agg(p.id) FROM task p WHERE p.id = ANY(m.ref_ids) AND p.key = ANY(string_to_array($12, E'\\x1e'))), '{}'),
    CASE WHEN i.carried IS NULL THEN clock_timestamp() END, m.id, $9 + i.ord - 1,
    (SELECT o.output FROM task o WHERE o.id = i.carried), (SELECT o.output_artifact_id FROM task o WHERE o.id = i.carried),
    CASE WHEN i.carried IS NOT NULL THEN clock_timestamp() END, i.carried
  FROM m, i
), d AS (
  INSERT INTO task_dependency (task_id, dep_id, "when", soft) SELECT m.id, i.id, 'item', true FROM m, i
), r AS (
  UPDATE run SET total = run.total + $5, items = run.items + $5, completed = run.completed + $5 - $14, seq = run.seq + $5 + 1 FROM m WHERE run.id = $2 RETURNING run.seq - $5 - 1 AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, type, at, data)
  SELECT $2, r.base + 1, m.id, 'task.grown', clock_timestamp(), json_strip_nulls(json_build_object('calls', $5::int, 'first', $9::int, 'kept', NULLIF($5::int - $14::int, 0))) FROM m, r
  UNION ALL
  SELECT $2, r.base + 1 + i.ord, i.id, CASE WHEN i.carried IS NULL THEN 'task.ready' ELSE 'task.completed' END, clock_timestamp(),
    CASE WHEN i.carried IS NOT NULL THEN json_build_object('reused_from', i.carried) END FROM m, i, r
)
SELECT EXISTS (SELECT 1 FROM m) AS grown, (SELECT l.total + $5 > ${GROWTH_LIMITS.runTasks} FROM l) AS full`;

export interface Growth {
  taskId: string;
  runId: string;
  /** The task as it was read: another process may have made the calls meanwhile. */
  fence: number;
  grownBefore: number;
  /** The task's spec with the new count. */
  specText: string;
  /** Of every call. */
  callSpecText: string;
  /** Tasks that the calls name, by key. */
  callRefs: readonly string[];
  /** Ids and inputs (JSON text) of the new calls, in order. `reusedFrom`: the completed call of an earlier run whose result it takes over. */
  calls: readonly { id: string; inputText: string; reusedFrom?: string | undefined }[];
  /** Number of the first. */
  firstItem: number;
  /** Of the calls that are to be done, how many may start at once; the others wait at the gate "map:<id>". */
  open: number;
}

/** `stale`: the task is not what it was when it was read. `full`: the run would have too many tasks. */
export type GrowthResult = 'grown' | 'stale' | 'full';

export async function growTask(hot: Queryable, growth: Growth): Promise<GrowthResult> {
  const { rows } = await hot.query<{ grown: boolean; full: boolean | null }>({
    name: 'grow_task',
    text: GROW,
    values: [
      growth.taskId,
      growth.runId,
      growth.fence,
      growth.grownBefore,
      growth.calls.length,
      growth.specText,
      bareArray(growth.calls.map(({ id }) => id)),
      joinedTexts(growth.calls.map(({ inputText }) => inputText)),
      growth.firstItem,
      growth.open,
      growth.callSpecText,
      joinedTexts(growth.callRefs),
      bareArray(growth.calls.map(({ reusedFrom }) => reusedFrom ?? null)),
      growth.calls.filter(({ reusedFrom }) => reusedFrom === undefined).length,
    ],
  });
  if (rows[0]?.grown) return 'grown';
  return rows[0]?.full ? 'full' : 'stale';
}

export interface CallRow {
  status: TaskStatus;
  /** JSON text; null where there is none, or where it is kept as an artifact. */
  outputText: string | null;
  artifactId: string | null;
  error: AttemptError | null;
}

/** The calls of a map or a loop in order; of a loop, the last `newest` only. */
export async function readCalls(hot: Queryable, taskId: string, newest: number | null = null): Promise<CallRow[]> {
  const { rows } = await hot.query<CallRow>({
    name: 'read_calls',
    text: `SELECT status, output::text AS "outputText", output_artifact_id AS "artifactId", error FROM task WHERE parent_id = $1 ORDER BY item DESC LIMIT $2`,
    values: [taskId, newest],
  });
  return rows.reverse();
}

/** The completed calls of a map of an earlier run, in order. Inputs are texts as they were written. */
export async function readCompletedCalls(hot: Queryable, mapId: string): Promise<{ id: string; inputText: string }[]> {
  const { rows } = await hot.query<{ id: string; inputText: string }>({
    name: 'read_completed_calls',
    text: `SELECT id, input::text AS "inputText" FROM task WHERE parent_id = $1 AND status = 'completed' ORDER BY item`,
    values: [mapId],
  });
  return rows;
}

/** Live attempts of the calls of each map. */
export async function countGroups(connection: Queryable, mapIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ id: string; count: number }>({
    name: 'count_groups',
    text: `SELECT t.parent_id AS id, count(*)::int AS count FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.ended_at IS NULL AND t.parent_id = ANY($1::uuid[]) GROUP BY 1`,
    values: [bareArray(mapIds)],
  });
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Marks the ways that a branch did not take: whatever follows them is skipped once the branch is completed. Doing it again changes nothing. */
export async function closeWays(hot: Queryable, branchId: string, notTaken: readonly string[]): Promise<void> {
  await hot.query({
    name: 'close_ways',
    text: `UPDATE task_dependency d SET "when" = 'not_taken' FROM task t
      WHERE d.dep_id = $1 AND t.id = d.task_id AND t.key = ANY(string_to_array($2, E'\\x1e')) AND d."when" <> 'not_taken'`,
    values: [branchId, joinedTexts(notTaken)],
  });
}
