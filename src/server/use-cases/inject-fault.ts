import type { Principal } from '../core/access/principal.ts';
import type { InjectFault } from '../core/chaos/asked-fault.ts';
import { type InjectionView, mayBeBroken } from '../core/chaos/injection.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { findAgent } from '../db/agents.ts';
import { findInjection, insertInjection } from '../db/chaos-injections.ts';
import type { Deps } from '../deps.ts';
import { nameInjections } from './name-injections.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Breaks a demo agent for a while: its calls meet a real fault, and the fleet deals with it.
 * @throws NotFoundError, ConflictError for an agent that people may rely on, or that is broken already
 */
export async function injectFault(deps: Deps, input: InjectFault, principal: Principal): Promise<InjectionView> {
  const { agent_id: agentId, fault, duration_seconds: seconds, reason } = input;
  const agent = await findAgent(deps.db, agentId);
  if (agent === null || agent.retiredAt !== null) throw new NotFoundError('no such agent');
  if (!mayBeBroken(agent))
    throw new ConflictError('only simulated agents and agents with the metadata "demo": true may be broken on purpose');
  const id = deps.newId();
  if (!(await insertInjection(deps.db, { id, agentId, fault, reason, by: principal.id, seconds }))) {
    throw new ConflictError('a fault acts in this agent already; end it first');
  }
  await recordAudit(deps, {
    actor: principal,
    action: 'chaos.inject',
    subject: `agent:${agentId}`,
    detail: { injection_id: id, fault, duration_seconds: seconds, reason },
  });
  deps.feed.publish(['agents']);
  return readInjection(deps, id);
}

/** @throws NotFoundError */
export async function readInjection(deps: Deps, id: string): Promise<InjectionView> {
  const row = await findInjection(deps.db.pool, id);
  const [view] = row === null ? [] : await nameInjections(deps, [row]);
  if (view === undefined) throw new NotFoundError(`no injection ${id}`);
  return view;
}
