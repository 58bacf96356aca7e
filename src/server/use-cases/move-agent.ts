import type { Principal } from '../core/access/principal.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { AGENT_ACTS, type AgentAct } from '../core/agent/status.ts';
import { ConflictError } from '../core/errors.ts';
import * as agents from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { loadAgent, readAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

export interface AgentActInput {
  id: string;
  /** Shown beside the status until the next change. */
  reason?: string | undefined;
}

/**
 * Performs one act of core/agent/status.ts: a compare-and-set on the stored status, an audit entry, a word to dispatch.
 * @throws NotFoundError, ConflictError when the agent's status does not allow the act
 */
export async function moveAgent(deps: Deps, act: AgentAct, given: { input: AgentActInput; principal: Principal }): Promise<AgentView> {
  const { input, principal } = given;
  const agent = await loadAgent(deps, input.id);
  const { from, to } = AGENT_ACTS[act];
  const moved = await agents.moveAgent(deps.db, agent.id, { from, to, reason: input.reason ?? null });
  if (!moved) throw new ConflictError(`agent ${agent.name} is ${agent.status}: it cannot ${act}`);
  await recordAudit(deps, {
    actor: principal,
    action: `agent.${act}`,
    subject: `agent:${agent.id}`,
    detail: { from: agent.status, ...(input.reason !== undefined && { reason: input.reason }) },
  });
  deps.feed.publish(['agents', 'ready']);
  return readAgent(deps, agent.id);
}
