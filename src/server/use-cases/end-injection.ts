import type { Principal } from '../core/access/principal.ts';
import type { InjectionView } from '../core/chaos/injection.ts';
import { ConflictError } from '../core/errors.ts';
import { endInjectionRow } from '../db/chaos-injections.ts';
import type { Deps } from '../deps.ts';
import { readInjection } from './inject-fault.ts';
import { recordAudit } from './record-audit.ts';

/** Ends a fault before its time. @throws NotFoundError, ConflictError when it is over */
export async function endInjection(deps: Deps, id: string, principal: Principal): Promise<InjectionView> {
  const before = await readInjection(deps, id);
  if (!(await endInjectionRow(deps.db.pool, id, principal.id))) throw new ConflictError('this fault is over');
  await recordAudit(deps, { actor: principal, action: 'chaos.end', subject: `agent:${before.agentId}`, detail: { injection_id: id } });
  deps.feed.publish(['agents']);
  return readInjection(deps, id);
}
