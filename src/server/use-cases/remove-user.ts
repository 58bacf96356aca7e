import type { Principal } from '../core/access/principal.ts';
import { changePeople } from '../db/change-people.ts';
import type { Deps } from '../deps.ts';
import { announceAccess, permitPersonAct } from './change-user.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Removes a person: credentials, address and sessions go, the name stays with what they did. The address is free again.
 * @throws NotFoundError; ConflictError for oneself and for the last admin
 */
export async function removeUser(deps: Deps, input: { id: string }, principal: Principal): Promise<void> {
  const user = await changePeople(deps.db, async (people) => {
    const found = await permitPersonAct(people, { id: input.id, act: { kind: 'remove' } }, principal);
    await people.endSessions(found.id);
    await people.remove(found.id);
    return found;
  });
  announceAccess(deps, user.id);
  const { name, email, role } = user;
  await recordAudit(deps, { actor: principal, action: 'user.remove', subject: `user:${user.id}`, detail: { name, email, role } });
}
