import type { RecoveryOutcome, RecoveryStep, RecoveryStrategy } from '../core/recovery/failure.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Whether recoveries worked, asked of the tasks themselves: each runs again in a later attempt, or is over; and of the agent, where it was
// worse than it used to be: it no longer is. One that is still being carried out has no strategy yet, and is left alone.

/** Recoveries looked at per sweep, oldest first; the timeout lets go of those that never end. */
const BATCH = 2_000;

const VALIDATE = `
WITH o AS MATERIALIZED (
  SELECT r.failure_id, r.fence, r.started_at, r.task_ids, r.started_at < clock_timestamp() - $2 * interval '1 ms' AS late,
    EXISTS (SELECT 1 FROM agent_degradation d WHERE d.failure_id = r.failure_id AND d.ended_at IS NULL) AS worse
  FROM recovery r WHERE r.outcome = 'running' AND (r.strategy IS NOT NULL OR r.started_at < clock_timestamp() - $2 * interval '1 ms') ORDER BY r.started_at LIMIT $1
), each AS (
  SELECT o.failure_id, o.late, o.worse, t.id, t.status, t.finished_at,
    (SELECT min(a.started_at) FROM attempt a WHERE a.task_id = t.id AND a.started_at IS NOT NULL
       AND CASE WHEN o.fence IS NULL THEN a.created_at >= o.started_at ELSE a.fence > o.fence END) AS again_at
  FROM o LEFT JOIN task t ON t.id = ANY(o.task_ids)
), done AS (
  SELECT failure_id, count(again_at)::int AS reassigned, bool_or(status = 'failed' AND again_at IS NULL) IS TRUE AS failed, max(LEAST(again_at, finished_at)) AS at,
    bool_and(NOT worse AND (id IS NULL OR again_at IS NOT NULL OR status IN ('completed', 'failed', 'cancelled', 'skipped'))) AS over
  FROM each GROUP BY 1
  HAVING bool_or(late) OR bool_and(NOT worse AND (id IS NULL OR again_at IS NOT NULL OR status IN ('completed', 'failed', 'cancelled', 'skipped')))
), r AS (
  UPDATE recovery SET outcome = CASE WHEN NOT d.over THEN 'timed_out' WHEN d.failed THEN 'failed' ELSE 'recovered' END, tasks_reassigned = d.reassigned,
    validated_at = CASE WHEN d.over AND NOT d.failed THEN COALESCE(d.at, clock_timestamp()) END, ended_at = clock_timestamp()
  FROM done d WHERE recovery.failure_id = d.failure_id AND recovery.outcome = 'running' RETURNING recovery.failure_id, recovery.outcome, recovery.validated_at
), f AS (
  UPDATE failure SET resolved_at = r.validated_at FROM r WHERE failure.id = r.failure_id AND r.outcome = 'recovered'
)
SELECT failure_id AS id FROM r`;

/** Ends recoveries whose tasks run again or are over, and those that took too long. Answers how many ended. */
export async function validateRecoveries(db: Queryable, timeoutMs: number): Promise<number> {
  const { rows } = await db.query<{ id: string }>({ name: 'validate_recoveries', text: VALIDATE, values: [BATCH, timeoutMs] });
  return rows.length;
}

/** Keeps what a planned recovery has done so far. */
export async function updateRecovery(
  db: Queryable,
  failureId: string,
  to: { strategy: RecoveryStrategy | null; steps: RecoveryStep[]; outcome: RecoveryOutcome; taskIds: string[]; tasksReassigned: number },
): Promise<void> {
  await db.query({
    name: 'update_recovery',
    text: `WITH r AS (
        UPDATE recovery SET strategy = $2, steps = $3::json, outcome = $4, task_ids = $5::uuid[], tasks_reassigned = $6,
          validated_at = CASE WHEN $4 = 'recovered' THEN clock_timestamp() END, ended_at = CASE WHEN $4 <> 'running' THEN clock_timestamp() END
        WHERE failure_id = $1 RETURNING failure_id, validated_at)
      UPDATE failure SET acted_at = COALESCE(acted_at, clock_timestamp()), resolved_at = r.validated_at FROM r WHERE failure.id = r.failure_id`,
    values: [failureId, to.strategy, JSON.stringify(to.steps), to.outcome, bareArray(to.taskIds), to.tasksReassigned],
  });
}
