import type { AgentStatSums } from '../core/agent/agent-view.ts';
import type { Database } from './client.ts';

/** Attempts that are live now, by agent; agents without one are missing. */
export async function countInFlight(db: Database, agentIds: string[]): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ agent_id: string; n: number }>({
    name: 'agent_in_flight',
    text: 'SELECT agent_id, count(*)::int AS n FROM attempt WHERE ended_at IS NULL AND agent_id = ANY($1::uuid[]) GROUP BY 1',
    values: [agentIds],
  });
  return new Map(rows.map((row) => [row.agent_id, row.n]));
}

/** Measured sums of each agent over all task types; agents without history are missing. */
export async function sumAgentStats(db: Database, agentIds: string[]): Promise<Map<string, AgentStatSums>> {
  const { rows } = await db.pool.query<AgentStatSums & { agent_id: string }>({
    name: 'agent_stat_sums',
    text: `SELECT agent_id, sum(attempts)::int AS attempts, sum(successes)::int AS successes,
        sum(duration_ms_sum) AS "durationMsSum", sum(cost_usd_sum) AS "costUsdSum", max(updated_at) AS "lastEndedAt"
      FROM agent_stat WHERE agent_id = ANY($1::uuid[]) GROUP BY 1`,
    values: [agentIds],
  });
  return new Map(rows.map((row) => [row.agent_id, row]));
}
