import { randomBytes } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { hasUsers, insertFirstUser } from '../db/users.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

const DEFAULT_EMAIL = 'admin@hive.local';
const PASSWORD_BYTES = 12;

/** How the first person signs in; `password` is null when it came from the environment and need not be told. */
export interface FirstSignIn {
  email: string;
  password: string | null;
}

/**
 * Makes the first admin when there is nobody yet, from HIVE_ADMIN_EMAIL and HIVE_ADMIN_PASSWORD or with a generated password.
 * Null: somebody is there already. Of several processes that start at once, one makes the person.
 */
export async function createFirstAdmin(deps: Deps): Promise<FirstSignIn | null> {
  if (await hasUsers(deps.db)) return null;
  const email = (deps.env.HIVE_ADMIN_EMAIL ?? DEFAULT_EMAIL).toLowerCase();
  const given = deps.env.HIVE_ADMIN_PASSWORD;
  const password = given ?? randomBytes(PASSWORD_BYTES).toString('base64url');
  const user = {
    id: deps.newId(),
    accountId: deps.newId(),
    name: 'Admin',
    email,
    passwordHash: await hashPassword(password),
    role: 'admin',
  } as const;
  if (!(await insertFirstUser(deps.db, user))) return null;
  await recordAudit(deps, { actor: 'system:start', action: 'user.create', subject: `user:${user.id}`, detail: { email, role: user.role } });
  return { email, password: given === undefined ? password : null };
}
