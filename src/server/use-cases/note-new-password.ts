import { clearMustChangePassword } from '../db/change-people.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** After a person chose a password: they are no longer held at the door, and the audit says so. */
export async function noteNewPassword(deps: Deps, person: { userId: string; ip: string | null }): Promise<void> {
  await clearMustChangePassword(deps.db, person.userId);
  const id = `user:${person.userId}`;
  await recordAudit(deps, { actor: id, action: 'user.change_password', subject: id, ip: person.ip });
}
