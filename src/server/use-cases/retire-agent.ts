import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { finishRetirement } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { type AgentActInput, moveAgent } from './move-agent.ts';
import { readAgent } from './read-agent.ts';

export interface Retirement {
  agent: AgentView;
  /** False while it still holds tasks: it drains, and the sweep retires it after the last one. */
  retired: boolean;
}

/**
 * Takes an agent out of the fleet. It first stops taking work, so nothing can be placed between the look and the retirement; its row
 * and history stay.
 * @throws NotFoundError, ConflictError when it is retired already
 */
export async function retireAgent(deps: Deps, input: AgentActInput, principal: Principal): Promise<Retirement> {
  await moveAgent(deps, 'retire', { input, principal });
  const retired = await finishRetirement(deps.db, input.id);
  if (retired) deps.feed.publish(['agents']);
  return { agent: await readAgent(deps, input.id), retired };
}
