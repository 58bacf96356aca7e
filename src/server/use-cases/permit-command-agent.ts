import { hasRole, type Principal } from '../core/access/principal.ts';
import type { AgentKind } from '../core/agent/agent.ts';
import { CommandAgentsDisabledError, ForbiddenError } from '../core/errors.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Command agents run programs on this machine: only an admin may say which, and only where the installation allows them at all.
 * A refusal is written to the audit. Agents of other kinds pass.
 * @throws ForbiddenError, CommandAgentsDisabledError
 */
export async function permitCommandAgent(deps: Deps, kind: AgentKind, act: { name: string; principal: Principal }): Promise<void> {
  if (kind !== 'command') return;
  const isAdmin = hasRole(act.principal, 'admin');
  if (isAdmin && deps.env.allowCommandAgents) return;
  const reason = isAdmin ? 'command agents are disabled' : 'needs the role admin';
  await recordAudit(deps, { actor: act.principal, action: 'agent.command_refused', subject: `agent:${act.name}`, detail: { reason } });
  if (!isAdmin) throw new ForbiddenError('only an admin may define what a command agent runs');
  throw new CommandAgentsDisabledError('command agents are disabled on this installation');
}
