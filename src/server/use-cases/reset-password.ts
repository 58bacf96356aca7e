import { hashPassword } from 'better-auth/crypto';
import type { Principal } from '../core/access/principal.ts';
import { changePeople } from '../db/change-people.ts';
import type { Deps } from '../deps.ts';
import { announceAccess, permitPersonAct } from './change-user.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Gives a person a password that lets them in once, to choose another, and ends their sessions. It is in the answer and nowhere else.
 * @throws NotFoundError; ConflictError for one's own, which is changed with the old one
 */
export async function resetPassword(deps: Deps, input: { id: string }, principal: Principal): Promise<{ oneTimePassword: string }> {
  const oneTimePassword = makeOneTimePassword();
  // Slow on purpose, so outside of the transaction.
  const hash = await hashPassword(oneTimePassword);
  const user = await changePeople(deps.db, async (people) => {
    const found = await permitPersonAct(people, { id: input.id, act: { kind: 'reset_password' } }, principal);
    await people.setPassword(found.id, hash, { once: true });
    await people.endSessions(found.id);
    return found;
  });
  announceAccess(deps, user.id);
  await recordAudit(deps, { actor: principal, action: 'user.reset_password', subject: `user:${user.id}`, detail: { email: user.email } });
  return { oneTimePassword };
}
