import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';

/** Wakes a sleeping agent. @throws NotFoundError, ConflictError */
export async function wakeAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<AgentView> {
  return moveAgent(deps, 'wake', { input, principal });
}
