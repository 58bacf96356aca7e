import type { Queryable } from './queryable.ts';

/** Keeps a decision that no attempt follows from: a dry run. */
export async function insertDecision(
  pool: Queryable,
  decision: { id: string; agentId: string; score: number; strategy: string; recordText: string },
): Promise<void> {
  await pool.query({
    name: 'insert_decision',
    text: `INSERT INTO decision (id, task_id, agent_id, score, strategy, record, created_at) VALUES ($1, NULL, $2, $3, $4, $5::json, clock_timestamp())`,
    values: [decision.id, decision.agentId, decision.score, decision.strategy, decision.recordText],
  });
}
