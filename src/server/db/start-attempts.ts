import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// The start of attempts that are not over at once. By compare-and-set: an attempt starts once, whoever asks. For an attempt that its own
// process executes this only stores the time; for a pull agent it is the claim, and nothing is claimed of a run that is paused.

export interface StartRow {
  attemptId: string;
  taskId: string;
  runId: string;
  fence: number;
  /** How long ago it started; milliseconds. */
  startedAgoMs: number;
  /** Own lease for attempts that no process of ours executes; null otherwise. */
  leaseMs: number | null;
}

const START = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::float8[], $6::float8[])
    WITH ORDINALITY AS x(attempt_id, task_id, run_id, fence, ago, lease_ms, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($7::uuid[]) ORDER BY id FOR NO KEY UPDATE
), b AS MATERIALIZED (
  SELECT i.* FROM i JOIN l ON l.id = i.run_id AND (i.lease_ms IS NULL OR l.status = 'running')
), t AS (
  UPDATE task SET status = 'running' FROM b
  WHERE task.id = b.task_id AND task.fence = b.fence AND task.status = 'assigned'
  RETURNING task.id, task.run_id, b.attempt_id, b.ago, b.lease_ms, b.ord
), a AS (
  UPDATE attempt SET status = 'running', started_at = clock_timestamp() - t.ago * interval '1 ms',
    lease_expires_at = CASE WHEN t.lease_ms IS NOT NULL THEN clock_timestamp() + t.lease_ms * interval '1 ms' END
  FROM t WHERE attempt.id = t.attempt_id RETURNING attempt.id, attempt.lease_expires_at
), n AS (
  SELECT run_id, count(*)::int AS n FROM t GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, attempt_id, type, at)
  SELECT t.run_id, r.base + row_number() OVER (PARTITION BY t.run_id ORDER BY t.ord), t.id, t.attempt_id, 'task.started',
    clock_timestamp() - t.ago * interval '1 ms'
  FROM t JOIN r ON r.id = t.run_id
)
SELECT id, lease_expires_at AS "leaseExpiresAt" FROM a`;

export interface Started {
  id: string;
  leaseExpiresAt: Date | null;
}

/** Stores starts as one transaction; answers the attempts that were still assigned. */
export async function startAttempts(hot: Queryable, rows: StartRow[]): Promise<Started[]> {
  const { rows: started } = await hot.query<Started>({
    name: 'start_attempts',
    text: START,
    values: [
      bareArray(rows.map((row) => row.attemptId)),
      bareArray(rows.map((row) => row.taskId)),
      bareArray(rows.map((row) => row.runId)),
      bareArray(rows.map((row) => row.fence)),
      bareArray(rows.map((row) => row.startedAgoMs)),
      bareArray(rows.map((row) => row.leaseMs)),
      bareArray([...new Set(rows.map((row) => row.runId))]),
    ],
  });
  return started;
}
