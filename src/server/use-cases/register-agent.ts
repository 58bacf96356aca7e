import { checkAgentConfig } from '../agents/check-agent-config.ts';
import type { Principal } from '../core/access/principal.ts';
import type { RegisterAgent } from '../core/agent/agent.ts';
import type { AgentView } from '../core/agent/agent-view.ts';
import { agentView } from '../core/agent/agent-view.ts';
import { insertAgent } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { checkedOverride } from './checked-override.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { followDeclaredPersona } from './follow-declared-persona.ts';
import { nameActors } from './name-actors.ts';
import { permitCommandAgent } from './permit-command-agent.ts';
import { permitSecret } from './permit-secret.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Adds an agent to the fleet; it takes work at once.
 * @throws ConflictError when the name is taken, ForbiddenError or CommandAgentsDisabledError for a command agent that may not be,
 *   ForbiddenError for a stored secret that they may not send there, MalformedError or EgressDeniedError for a configuration that names a place agents may not reach
 */
export async function registerAgent(deps: Deps, input: RegisterAgent, principal: Principal): Promise<AgentView> {
  await permitCommandAgent(deps, input.kind, { name: input.name, principal });
  checkAgentConfig(input.kind, input.config, egressPolicyOf(deps.env));
  await permitSecret(deps, input.config, { name: input.name, path: 'config', principal });
  const agent = await insertAgent(deps.db, {
    id: deps.newId(),
    name: input.name,
    kind: input.kind,
    capabilities: input.capabilities,
    persona: input.persona ?? null,
    maxConcurrentTasks: input.max_concurrent_tasks,
    costPerTaskUsd: input.cost_per_task_usd ?? null,
    config: input.config,
    pool: input.pool ?? null,
    metadata: input.metadata,
    breaker: checkedOverride(input.breaker) ?? null,
    createdBy: principal.id,
  });
  if (agent.persona !== null) await followDeclaredPersona(deps, agent.id, agent.persona);
  await recordAudit(deps, {
    actor: principal,
    action: 'agent.register',
    subject: `agent:${agent.id}`,
    detail: { name: agent.name, kind: agent.kind },
  });
  deps.feed.publish(['agents', 'ready']);
  const nameOf = await nameActors(deps, [principal.id]);
  return agentView(agent, {
    inFlight: 0,
    sums: undefined,
    degraded: [],
    breaker: null,
    createdByName: nameOf(principal.id),
    now: Date.now(),
  });
}
