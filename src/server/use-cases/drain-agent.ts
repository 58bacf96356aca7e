import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';

/** What runs ends, nothing new comes: the agent goes to maintenance. @throws NotFoundError, ConflictError */
export async function drainAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<AgentView> {
  return moveAgent(deps, 'drain', { input, principal });
}
