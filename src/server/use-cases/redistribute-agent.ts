import type { Principal } from '../core/access/principal.ts';
import type { MoveView } from '../core/load/load-view.ts';
import { REBALANCE_RULES } from '../core/load/plan-rebalance.ts';
import type { Deps } from '../deps.ts';
import { MOST_UNCLAIMED, moveUnclaimed } from './move-unclaimed.ts';
import { loadAgent } from './read-agent.ts';

export interface RedistributedAgent {
  moves: MoveView[];
  applied: number;
  /** Tasks that nobody could be handed and that went back into the queue; only from an agent that takes nothing new. */
  returned: string[];
  /** Tasks that stay: nobody else can be handed them. */
  kept: string[];
}

/**
 * Moves everything an agent has not begun to others that can be handed it. What nobody can be handed goes back into the queue, unless
 * the agent is active: dispatch could give it right back.
 * @throws NotFoundError
 */
export async function redistributeAgent(deps: Deps, agentId: string, principal: Principal): Promise<RedistributedAgent> {
  const agent = await loadAgent(deps, agentId);
  const rules = { ...REBALANCE_RULES, onlyFrom: agent.id, perAgent: MOST_UNCLAIMED, most: MOST_UNCLAIMED };
  const returnRest = agent.status !== 'active';
  const { moves, applied, returned, kept } = await moveUnclaimed(deps, {
    trigger: 'redistribute',
    dryRun: false,
    principal,
    rules,
    returnRest,
  });
  return { moves, applied, returned, kept };
}
