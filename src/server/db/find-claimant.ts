import type { AgentKind } from '../core/agent/agent.ts';
import type { Queryable } from './queryable.ts';

/** The kind of an agent, and whether it wants to be told what is known. Null when there is no such agent, or it is retired. */
export async function findClaimant(pool: Queryable, agentId: string): Promise<{ kind: AgentKind; remembers: boolean } | null> {
  const { rows } = await pool.query<{ kind: AgentKind; remembers: boolean }>({
    name: 'find_claimant',
    text: `SELECT kind, config->>'memory' IS NOT DISTINCT FROM 'true' AS remembers FROM agent WHERE id = $1 AND retired_at IS NULL`,
    values: [agentId],
  });
  return rows[0] ?? null;
}
