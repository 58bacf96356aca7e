import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { Database } from './client.ts';
import { underPassLock } from './pass-lock.ts';
import type { Queryable } from './queryable.ts';

// Calls of agents that judge results of others. They are no attempts: no task waits for them to be assigned. But each takes a slot of its
// agent, and costs what it costs.

export interface JudgeCallRow {
  id: string;
  /** Whose result is judged. */
  attemptId: string;
  /** The judge. */
  agentId: string;
  /** The process that calls it. */
  workerId: string;
}

/** Asked again, it finds the slot that it took the first time. */
const BEGIN_CALL = `WITH begun AS (
  INSERT INTO judge_call (id, attempt_id, agent_id, worker_id, started_at)
  SELECT $1, $2, g.id, $4, clock_timestamp() FROM agent g WHERE g.id = $3
    AND g.max_concurrent_tasks > (SELECT count(*) FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL)
      + (SELECT count(*) FROM judge_call j WHERE j.agent_id = g.id AND j.ended_at IS NULL)
  ON CONFLICT (id) DO NOTHING RETURNING id
)
SELECT id FROM begun UNION SELECT id FROM judge_call WHERE id = $1 AND ended_at IS NULL`;

/** Takes a slot of the judge; false when none is free. Under the fleet's pass lock, so that dispatch does not fill the same slot. */
export async function beginJudgeCall(db: Database, call: JudgeCallRow): Promise<boolean> {
  return underPassLock(db, async (client) => {
    const { rowCount } = await client.query({
      name: 'begin_judge_call',
      text: BEGIN_CALL,
      values: [call.id, call.attemptId, call.agentId, call.workerId],
    });
    return rowCount === 1;
  });
}

/** Frees the slot and keeps what the call took. */
export async function endJudgeCall(db: Queryable, id: string, usage: AttemptUsage | null): Promise<void> {
  await db.query({
    name: 'end_judge_call',
    text: `UPDATE judge_call SET ended_at = clock_timestamp(), input_tokens = $2, output_tokens = $3, cost_usd = $4 WHERE id = $1 AND ended_at IS NULL`,
    values: [id, usage?.inputTokens ?? null, usage?.outputTokens ?? null, usage?.costUsd ?? null],
  });
}

/** A check may still be under way when its attempt was taken from it; so long its judge works on at most. */
const TAKEN_GRACE = "interval '30 s'";

/** Frees what processes held that are gone, and what was for results that nobody checks any more. */
export async function endAbandonedJudgeCalls(db: Queryable): Promise<void> {
  await db.query({
    name: 'end_abandoned_judge_calls',
    text: `UPDATE judge_call j SET ended_at = clock_timestamp() WHERE j.ended_at IS NULL
      AND (NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = j.worker_id AND w.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM attempt a WHERE a.id = j.attempt_id AND a.ended_at < clock_timestamp() - ${TAKEN_GRACE}))`,
    values: [],
  });
}
