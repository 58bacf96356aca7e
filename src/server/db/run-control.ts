import type { RunStatus } from '../core/run/state.ts';
import type { Queryable } from './queryable.ts';

// Cancel, pause and resume: each one statement that locks the run first, so that it orders itself against dispatch and settle.

/** What a verb did. Null status: no such run. */
export interface RunChange {
  changed: boolean;
  status: RunStatus | null;
  liveAttempts: number;
  /** Pull agents that were given tasks of it before it was paused, and may begin them now. Of a resume only. */
  claimants?: string[];
}

const NUMBERED_EVENT = (type: string) => `
e AS (INSERT INTO event (run_id, seq, type, at, data) SELECT id, seq, '${type}', clock_timestamp(), $2::json FROM r)`;

/** An agent outside our processes that says nothing more has this long before its slot counts as free. */
export const CANCEL_GRACE = "interval '30 s'";

/** What nobody has claimed yet ends at once; what is executed ends when its executor says so, or falls silent. */
const CANCEL = `
WITH l AS MATERIALIZED (SELECT id, status FROM run WHERE id = $1 FOR NO KEY UPDATE
), t AS (
  UPDATE task SET status = 'cancelled', finished_at = clock_timestamp(), queue_rank = NULL, park_key = NULL, park_rank = NULL, available_at = NULL,
    wait_reason = NULL, wait_detail = NULL
  FROM l WHERE task.run_id = l.id AND l.status IN ('created', 'running', 'paused') AND task.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')
  RETURNING task.id, task.idx
), a AS (
  UPDATE attempt SET cancel_requested = true,
    status = CASE WHEN attempt.worker_id IS NULL AND attempt.status = 'assigned' THEN 'cancelled' ELSE attempt.status END,
    ended_at = CASE WHEN attempt.worker_id IS NULL AND attempt.status = 'assigned' THEN clock_timestamp() END,
    lease_expires_at = CASE WHEN attempt.lease_expires_at IS NOT NULL THEN LEAST(attempt.lease_expires_at, clock_timestamp() + ${CANCEL_GRACE}) END
  FROM t WHERE attempt.task_id = t.id AND attempt.ended_at IS NULL RETURNING attempt.id, attempt.ended_at
), r AS (
  UPDATE run SET status = 'cancelled', finished_at = clock_timestamp(), seq = run.seq + (SELECT count(*)::int FROM t) + 1,
    cancelled = run.cancelled + (SELECT count(*)::int FROM t)
  FROM l WHERE run.id = l.id AND l.status IN ('created', 'running', 'paused') RETURNING run.id, run.seq, run.status
), et AS (
  INSERT INTO event (run_id, seq, task_id, type, at)
  SELECT r.id, r.seq - 1 - (SELECT count(*)::int FROM t) + row_number() OVER (ORDER BY t.idx), t.id, 'task.cancelled', clock_timestamp() FROM t, r
), ${NUMBERED_EVENT('run.cancelled')}
SELECT EXISTS (SELECT 1 FROM r) AS changed, COALESCE((SELECT status FROM r), (SELECT status FROM l)) AS status, (SELECT count(*)::int FROM a WHERE ended_at IS NULL) AS "liveAttempts"`;

const PAUSE = `
WITH l AS MATERIALIZED (SELECT id, status FROM run WHERE id = $1 FOR NO KEY UPDATE
), t AS (
  UPDATE task SET park_key = 'paused:' || task.run_id, park_rank = COALESCE(task.park_rank, task.queue_rank), queue_rank = NULL, wait_reason = 'paused', wait_detail = NULL
  FROM l WHERE task.run_id = l.id AND l.status = 'running' AND task.status = 'ready' AND (task.queue_rank IS NOT NULL OR task.park_rank IS NOT NULL)
), r AS (
  UPDATE run SET status = 'paused', seq = run.seq + 1 FROM l WHERE run.id = l.id AND l.status = 'running' RETURNING run.id, run.seq, run.status
), ${NUMBERED_EVENT('run.paused')}
SELECT EXISTS (SELECT 1 FROM r) AS changed, COALESCE((SELECT status FROM r), (SELECT status FROM l)) AS status, 0 AS "liveAttempts"`;

const RESUME = `
WITH l AS MATERIALIZED (SELECT id, status FROM run WHERE id = $1 FOR NO KEY UPDATE
), t AS (
  UPDATE task SET queue_rank = task.park_rank, park_key = NULL, park_rank = NULL, wait_reason = NULL, wait_detail = NULL
  FROM l WHERE task.run_id = l.id AND l.status = 'paused' AND task.park_key = 'paused:' || l.id
), r AS (
  UPDATE run SET status = 'running', seq = run.seq + 1 FROM l WHERE run.id = l.id AND l.status = 'paused' RETURNING run.id, run.seq, run.status
), ${NUMBERED_EVENT('run.resumed')}
SELECT EXISTS (SELECT 1 FROM r) AS changed, COALESCE((SELECT status FROM r), (SELECT status FROM l)) AS status, 0 AS "liveAttempts",
  ARRAY(SELECT DISTINCT agent_id::text FROM attempt WHERE run_id = $1 AND ended_at IS NULL AND worker_id IS NULL AND status = 'assigned') AS claimants`;

const STATEMENTS = { cancel: CANCEL, pause: PAUSE, resume: RESUME } as const;

/**
 * Applies a verb to a run if its state allows.
 * @param change.data what the event carries (who, why) as JSON text
 */
export async function changeRun(
  hot: Queryable,
  { verb, runId, data }: { verb: keyof typeof STATEMENTS; runId: string; data: string },
): Promise<RunChange> {
  const { rows } = await hot.query<RunChange>({ name: `${verb}_run`, text: STATEMENTS[verb], values: [runId, data] });
  return rows[0] ?? { changed: false, status: null, liveAttempts: 0 };
}
