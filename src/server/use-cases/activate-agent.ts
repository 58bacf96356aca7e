import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';

/** Puts an agent back to work; takes back a retirement that still drains. @throws NotFoundError, ConflictError */
export async function activateAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<AgentView> {
  return moveAgent(deps, 'activate', { input, principal });
}
