import type { Queryable } from './queryable.ts';
import { CANCEL_GRACE } from './run-control.ts';

// Runs that are past their deadline end as failed, in one statement: what is open is cancelled with the cause, live attempts are asked to
// stop, and the events say why before they say that it is over. Lock order as in every writer: runs by id, tasks, attempts.

const EXPIRE = `
WITH l AS MATERIALIZED (
  SELECT id, deadline_at FROM run WHERE deadline_at <= clock_timestamp() AND finished_at IS NULL ORDER BY id LIMIT $1 FOR NO KEY UPDATE
), t AS (
  UPDATE task SET status = 'cancelled', finished_at = clock_timestamp(), queue_rank = NULL, park_key = NULL, park_rank = NULL, available_at = NULL,
    wait_reason = NULL, wait_detail = NULL, output = NULL, output_artifact_id = NULL, error = $2::json
  FROM l WHERE task.run_id = l.id AND task.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')
  RETURNING task.id, task.run_id, task.idx
), a AS (
  UPDATE attempt SET cancel_requested = true,
    status = CASE WHEN attempt.worker_id IS NULL AND attempt.status = 'assigned' THEN 'cancelled' ELSE attempt.status END,
    ended_at = CASE WHEN attempt.worker_id IS NULL AND attempt.status = 'assigned' THEN clock_timestamp() END,
    lease_expires_at = CASE WHEN attempt.lease_expires_at IS NOT NULL THEN LEAST(attempt.lease_expires_at, clock_timestamp() + ${CANCEL_GRACE}) END
  FROM t WHERE attempt.task_id = t.id AND attempt.ended_at IS NULL
), n AS (
  SELECT l.id, count(t.id)::int AS n FROM l LEFT JOIN t ON t.run_id = l.id GROUP BY 1
), r AS (
  UPDATE run SET status = 'failed', finished_at = clock_timestamp(), seq = run.seq + n.n + 2, cancelled = run.cancelled + n.n
  FROM n WHERE run.id = n.id RETURNING run.id, run.seq, n.n, run.deadline_at
), e AS (
  INSERT INTO event (run_id, seq, task_id, type, at, data)
  SELECT r.id, r.seq - 1 - r.n, NULL, 'run.deadline_exceeded', clock_timestamp(), json_build_object('deadline_at', r.deadline_at, 'cancelled', r.n) FROM r
  UNION ALL
  SELECT r.id, r.seq - 1 - r.n + row_number() OVER (PARTITION BY r.id ORDER BY t.idx), t.id, 'task.cancelled', clock_timestamp(),
    json_build_object('error', $2::json) FROM t JOIN r ON r.id = t.run_id
  UNION ALL
  SELECT r.id, r.seq, NULL, 'run.failed', clock_timestamp(), NULL FROM r
)
SELECT id FROM r`;

/** Ends up to `limit` runs that are past their deadline; answers their ids. `errorText` is what their open tasks end with, as JSON. */
export async function expireRuns(hot: Queryable, limit: number, errorText: string): Promise<string[]> {
  const { rows } = await hot.query<{ id: string }>({ name: 'expire_runs', text: EXPIRE, values: [limit, errorText] });
  return rows.map((row) => row.id);
}
