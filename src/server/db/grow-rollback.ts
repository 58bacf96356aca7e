import type { RunTally } from '../core/run/finish.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// The calls of a rollback, one after another, made in one statement as those of a map are (grow-task.ts). They wait for each other by edges
// "turn": one that fails does not keep the next from running.

const GROW = `
WITH l AS MATERIALIZED (SELECT id, status, total FROM run WHERE id = $2 FOR NO KEY UPDATE
), m AS (
  UPDATE task SET status = 'pending', pending = $4, spec = $5::json, queue_rank = NULL, park_key = NULL, park_rank = NULL, wait_reason = NULL, wait_detail = NULL
  FROM l WHERE task.id = $1 AND task.status = 'ready' AND task.fence = $3 AND task.spec->>'grown' IS NULL AND l.status IN ('running', 'paused')
  RETURNING task.id, task.head_start_ms, l.status AS run_status, l.total
), i AS MATERIALIZED (
  SELECT * FROM unnest($6::uuid[], string_to_array($7, E'\\x1e', ''), string_to_array($8, E'\\x1e', ''), string_to_array($9, E'\\x1e', ''),
    string_to_array($10, E'\\x1e', ''), string_to_array($11, E'\\x1e', ''), string_to_array($12, E'\\x1e', ''))
    WITH ORDINALITY AS x(id, key, name, task_type, spec, input, ref_ids, ord)
), c AS (
  INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, head_start_ms, queue_rank, park_key, park_rank, wait_reason, spec, input, ref_ids,
                    ready_at, parent_id, item)
  SELECT i.id, $2, m.total + i.ord - 1, i.key, i.name, i.task_type, CASE WHEN i.ord = 1 THEN 'ready' ELSE 'pending' END, CASE WHEN i.ord = 1 THEN 0 ELSE 1 END, m.head_start_ms,
    CASE WHEN m.run_status = 'running' AND i.ord = 1 THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - m.head_start_ms END,
    CASE WHEN m.run_status = 'paused' AND i.ord = 1 THEN 'paused:' || $2 END,
    CASE WHEN m.run_status = 'paused' AND i.ord = 1 THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - m.head_start_ms END,
    CASE WHEN m.run_status = 'paused' AND i.ord = 1 THEN 'paused' END,
    i.spec::json, i.input::json, i.ref_ids::uuid[], CASE WHEN i.ord = 1 THEN clock_timestamp() END, m.id, i.ord
  FROM m, i
), d AS (
  INSERT INTO task_dependency (task_id, dep_id, "when", soft)
  SELECT m.id, i.id, 'item', true FROM m, i
  UNION ALL
  SELECT i.id, b.id, 'turn', true FROM m, i JOIN i b ON b.ord = i.ord - 1
), r AS (
  UPDATE run SET total = run.total + $4, items = run.items + $4, seq = run.seq + 2 FROM m WHERE run.id = $2 RETURNING run.seq - 2 AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, type, at, data)
  SELECT $2, r.base + 1, m.id, 'task.grown', clock_timestamp(), json_build_object('calls', $4::int, 'first', 1) FROM m, r
  UNION ALL
  SELECT $2, r.base + 2, i.id, 'task.ready', clock_timestamp(), NULL FROM m, i, r WHERE i.ord = 1
)
SELECT EXISTS (SELECT 1 FROM m) AS grown`;

export interface RollbackGrowth {
  taskId: string;
  runId: string;
  fence: number;
  /** The task's spec with the count of calls. */
  specText: string;
  /** In the order in which they run. */
  calls: readonly {
    id: string;
    key: string;
    name: string;
    taskType: string;
    specText: string;
    inputText: string;
    refIds: readonly string[];
  }[];
}

/** @returns false when the task is not what it was when it was read */
export async function growRollback(hot: Queryable, { taskId, runId, fence, specText, calls }: RollbackGrowth): Promise<boolean> {
  const { rows } = await hot.query<{ grown: boolean }>({
    name: 'grow_rollback',
    text: GROW,
    values: [
      ...[taskId, runId, fence, calls.length, specText],
      bareArray(calls.map(({ id }) => id)),
      joinedTexts(calls.map(({ key }) => key)),
      joinedTexts(calls.map(({ name }) => name)),
      joinedTexts(calls.map(({ taskType }) => taskType)),
      joinedTexts(calls.map((call) => call.specText)),
      joinedTexts(calls.map(({ inputText }) => inputText)),
      joinedTexts(calls.map(({ refIds }) => bareArray(refIds))),
    ],
  });
  return rows[0]?.grown ?? false;
}

/** How a run would end if it ended now; the rollback itself is among its items. */
export async function readTally(hot: Queryable, runId: string): Promise<RunTally> {
  const { rows } = await hot.query<RunTally>({
    name: 'run_tally',
    text: `SELECT total, failed, items, items_failed AS "itemsFailed", cancelled, failure_tolerance AS tolerance FROM run WHERE id = $1`,
    values: [runId],
  });
  return rows[0] ?? { total: 0, failed: 0, items: 0, itemsFailed: 0, cancelled: 0, tolerance: 0 };
}

/** Ids of the tasks of a definition that completed, in the order in which they did. */
export async function readCompleted(hot: Queryable, runId: string): Promise<string[]> {
  const { rows } = await hot.query<{ id: string }>({
    name: 'run_completed',
    text: `SELECT id FROM task WHERE run_id = $1 AND status = 'completed' AND parent_id IS NULL ORDER BY finished_at, idx`,
    values: [runId],
  });
  return rows.map(({ id }) => id);
}

/** The calls of a rollback, in order. */
export async function readCompensations(
  hot: Queryable,
  taskId: string,
): Promise<{ key: string; status: TaskStatus; error: AttemptError | null }[]> {
  const { rows } = await hot.query<{ key: string; status: TaskStatus; error: AttemptError | null }>({
    name: 'read_compensations',
    text: 'SELECT key, status, error FROM task WHERE parent_id = $1 ORDER BY item',
    values: [taskId],
  });
  return rows;
}
