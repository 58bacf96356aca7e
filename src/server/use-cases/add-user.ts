import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ROLES } from '../core/access/principal.ts';
import { plainName } from '../core/workflow/definition.ts';
import { insertUser } from '../db/users.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** A person as an admin adds them; the password is told by the admin and changed by its owner. */
export const addUserSchema = z.strictObject({
  name: plainName,
  email: z.email().max(320),
  password: z.string().min(8).max(200),
  role: z.enum(ROLES),
});
export type AddUser = z.output<typeof addUserSchema>;

/**
 * Makes a person who can sign in at once, and answers their id.
 * @throws ConflictError when somebody has the address
 */
export async function addUser(deps: Deps, input: AddUser & { ip?: string | null }, principal: Principal): Promise<{ id: string }> {
  const { name, password, role } = input;
  const email = input.email.toLowerCase();
  const id = deps.newId();
  const passwordHash = await hashPassword(password);
  await insertUser(deps.db, { id, accountId: deps.newId(), name, email, passwordHash, role }, { onlyFirst: false });
  await recordAudit(deps, {
    actor: principal.id,
    action: 'user.create',
    subject: `user:${id}`,
    detail: { email, role },
    ip: input.ip,
  });
  return { id };
}
