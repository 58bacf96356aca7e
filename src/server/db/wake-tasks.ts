import type { Queryable } from './queryable.ts';

const WAKE_DUE = `
WITH due AS MATERIALIZED (
  SELECT id, run_id FROM task WHERE available_at IS NOT NULL AND available_at <= clock_timestamp() AND status = 'ready' ORDER BY available_at LIMIT $1
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id IN (SELECT run_id FROM due) ORDER BY id FOR NO KEY UPDATE
), t AS (
  UPDATE task SET available_at = NULL, ready_at = clock_timestamp(), wait_reason = CASE WHEN l.status = 'paused' THEN 'paused' END,
    queue_rank = CASE WHEN l.status = 'running' THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms END,
    park_key = CASE WHEN l.status = 'paused' THEN 'paused:' || l.id END,
    park_rank = CASE WHEN l.status = 'paused' THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms END
  FROM due JOIN l ON l.id = due.run_id
  WHERE task.id = due.id AND task.status = 'ready' AND task.available_at <= clock_timestamp()
  RETURNING task.id, task.run_id
), n AS (SELECT run_id, count(*)::int AS n FROM t GROUP BY 1
), r AS (UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base)
, e AS (
  INSERT INTO event (run_id, seq, task_id, type, at)
  SELECT t.run_id, r.base + row_number() OVER (PARTITION BY t.run_id ORDER BY t.id), t.id, 'task.ready', clock_timestamp() FROM t JOIN r ON r.id = t.run_id
)
SELECT DISTINCT run_id AS "runId" FROM t`;

/** Puts tasks whose retry is due back into the queue. Answers the runs that changed. */
export async function wakeDueTasks(hot: Queryable, limit: number): Promise<string[]> {
  const { rows } = await hot.query<{ runId: string }>({ name: 'wake_due', text: WAKE_DUE, values: [limit] });
  return rows.map((row) => row.runId);
}

/** When the next retry, timer or deadline is due, in milliseconds from now (0 when overdue); null when there is none. */
export async function nextDueMs(pool: Queryable): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>({
    name: 'next_due',
    text: `SELECT GREATEST(0, extract(epoch FROM min(available_at) - clock_timestamp()) * 1000)::float8 AS ms FROM task WHERE available_at IS NOT NULL`,
    values: [],
  });
  return rows[0]?.ms ?? null;
}

/** Whether a task still waits to be placed, under the fence it was read with. */
export async function isTaskReady(pool: Queryable, taskId: string, fence: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'is_task_ready',
    text: `SELECT 1 FROM task WHERE id = $1 AND fence = $2 AND status = 'ready'`,
    values: [taskId, fence],
  });
  return rowCount === 1;
}
