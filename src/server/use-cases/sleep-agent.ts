import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';

/** Sends an agent to sleep: it takes nothing new until it is woken. @throws NotFoundError, ConflictError */
export async function sleepAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<AgentView> {
  return moveAgent(deps, 'sleep', { input, principal });
}
