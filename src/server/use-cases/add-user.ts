import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ROLES } from '../core/access/principal.ts';
import { plainName } from '../core/workflow/definition.ts';
import { insertUser, type UserRow } from '../db/users.ts';
import type { Deps } from '../deps.ts';
import { makeOneTimePassword } from './one-time-password.ts';
import { recordAudit } from './record-audit.ts';

/** A person as an admin adds them. Without a password one is made, good for the first sign-in only. */
export const addUserSchema = z.strictObject({
  name: plainName,
  email: z.email().max(320),
  password: z.string().min(8).max(200).optional(),
  role: z.enum(ROLES),
});
export type AddUser = z.output<typeof addUserSchema>;

export interface AddedUser extends UserRow {
  /** In this answer and nowhere else; null when the admin gave one. */
  oneTimePassword: string | null;
}

/**
 * Makes a person who can sign in at once.
 * @throws ConflictError when somebody has the address
 */
export async function addUser(deps: Deps, input: AddUser, principal: Principal): Promise<AddedUser> {
  const { name, role } = input;
  const email = input.email.toLowerCase();
  const id = deps.newId();
  const oneTimePassword = input.password === undefined ? makeOneTimePassword() : null;
  const passwordHash = await hashPassword(input.password ?? (oneTimePassword as string));
  const mustChangePassword = oneTimePassword !== null;
  const user = { id, accountId: deps.newId(), name, email, passwordHash, role, mustChangePassword };
  const { createdAt } = await insertUser(deps.db, user);
  await recordAudit(deps, { actor: principal, action: 'user.create', subject: `user:${id}`, detail: { email, role } });
  return { id, name, email, role, banned: false, mustChangePassword, createdAt, oneTimePassword };
}
