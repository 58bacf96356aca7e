import { checkAgentConfig } from '../agents/check-agent-config.ts';
import type { Principal } from '../core/access/principal.ts';
import type { AgentView, StoredAgent } from '../core/agent/agent-view.ts';
import { type ChangeAgent, configSchemaOf } from '../core/agent/change-agent.ts';
import { restoreHidden } from '../core/agent/hidden-config.ts';
import { ConflictError, InvalidError } from '../core/errors.ts';
import { faultsOf, firstFault } from '../core/shape-words.ts';
import { type AgentChange, changeAgent } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { checkedOverride } from './checked-override.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { followDeclaredPersona } from './follow-declared-persona.ts';
import { permitCommandAgent } from './permit-command-agent.ts';
import { permitMove, permitSecret } from './permit-secret.ts';
import { loadAgent, readAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

/** The new configuration, parsed for the agent's kind, with what was hidden kept. */
function changedConfig(agent: StoredAgent, sent: ChangeAgent['config'], principal: Principal): StoredAgent['config'] | undefined {
  if (sent === undefined) return undefined;
  const parsed = configSchemaOf(agent.kind).safeParse(sent);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error, ['config']);
    throw new InvalidError(firstFault(`not a configuration of a ${agent.kind} agent`, faults), faults);
  }
  permitMove({ sent: parsed.data, stored: agent.config }, principal);
  return restoreHidden(parsed.data, agent.config);
}

/**
 * Changes what is named of an agent. Attempts that run keep what they began with.
 * @throws NotFoundError, ConflictError when it is retired or the name is taken, InvalidError for a configuration of another kind or
 *   hidden values that would move, and what `registerAgent` throws for a configuration
 */
export async function updateAgent(deps: Deps, input: { id: string; change: ChangeAgent }, principal: Principal): Promise<AgentView> {
  const agent = await loadAgent(deps, input.id);
  const config = changedConfig(agent, input.change.config, principal);
  if (config !== undefined) {
    await permitCommandAgent(deps, agent.kind, { name: agent.name, principal });
    checkAgentConfig(agent.kind, config, egressPolicyOf(deps.env));
    await permitSecret(deps, config, { name: agent.name, path: 'config', principal });
  }
  const { name, capabilities, persona, metadata, pool } = input.change;
  const breaker = checkedOverride(input.change.breaker);
  const change: AgentChange = {
    ...(name !== undefined && { name }),
    ...(capabilities !== undefined && { capabilities }),
    ...(persona !== undefined && { persona }),
    ...(metadata !== undefined && { metadata }),
    ...(pool !== undefined && { pool }),
    ...(breaker !== undefined && { breaker }),
    ...(input.change.max_concurrent_tasks !== undefined && { maxConcurrentTasks: input.change.max_concurrent_tasks }),
    ...(input.change.cost_per_task_usd !== undefined && { costPerTaskUsd: input.change.cost_per_task_usd }),
    ...(config !== undefined && { config }),
  };
  const changed = await changeAgent(deps.db, agent.id, change);
  if (changed === null) throw new ConflictError(`agent ${agent.name} is retired`);
  if (persona !== undefined) await followDeclaredPersona(deps, agent.id, persona);
  if (breaker !== undefined) await deps.breakers.refresh();
  await recordAudit(deps, {
    actor: principal,
    action: 'agent.update',
    subject: `agent:${agent.id}`,
    detail: { fields: Object.keys(change) },
  });
  deps.feed.publish(['agents', 'ready']);
  return readAgent(deps, agent.id);
}
