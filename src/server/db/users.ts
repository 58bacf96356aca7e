import { Prisma } from '../../generated/prisma/client.ts';
import type { Role } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import type { Database } from './client.ts';
import { inTransaction } from './in-transaction.ts';

export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  banned: boolean;
  /** An admin made their password; they choose one with the next sign-in, before anything else. */
  mustChangePassword: boolean;
  createdAt: Date;
}

export const USER_COLUMNS = {
  id: true,
  name: true,
  email: true,
  role: true,
  banned: true,
  mustChangePassword: true,
  createdAt: true,
} as const;

/** Serialises the first starts of several processes. */
const FIRST_START_LOCK = 4_839_202;

export interface NewUser {
  id: string;
  accountId: string;
  name: string;
  email: string;
  /** As the sign-in library hashes it. */
  passwordHash: string;
  role: Role;
  /** The password works once: to choose another. */
  mustChangePassword?: boolean;
}

/** Everybody who was not removed, oldest first. */
export async function listUserRows(db: Database): Promise<UserRow[]> {
  const rows = await db.prisma.user.findMany({
    where: { removedAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: USER_COLUMNS,
  });
  return rows as UserRow[];
}

/** A plain statement: every start asks, and the first query of the other kind costs a process a second. */
export async function hasUsers(db: Database): Promise<boolean> {
  const { rows } = await db.pool.query<{ any: boolean }>('SELECT EXISTS (SELECT 1 FROM hive_user) AS any');
  return rows[0]?.any === true;
}

function addressTaken(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    throw new ConflictError('somebody has this address', [{ path: 'email', message: 'is taken' }]);
  }
  throw error;
}

const creation = (user: NewUser) =>
  ({
    data: {
      id: user.id,
      name: user.name,
      email: user.email,
      emailVerified: true,
      role: user.role,
      mustChangePassword: user.mustChangePassword ?? false,
      accounts: { create: { id: user.accountId, accountId: user.id, providerId: 'credential', password: user.passwordHash } },
    },
    select: { createdAt: true },
  }) as const;

/**
 * Stores a person who signs in by e-mail and password.
 * @throws ConflictError when somebody has the address
 */
export function insertUser(db: Database, user: NewUser): Promise<{ createdAt: Date }> {
  return db.prisma.user.create(creation(user)).catch(addressTaken);
}

/** Plain for the same reason: an installation that nobody has visited yet needs no query compiler. */
const FIRST_USER = `
WITH person AS (
  INSERT INTO hive_user (id, name, email, email_verified, role, must_change_password)
  SELECT $1, $2, $3, true, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM hive_user) RETURNING id
)
INSERT INTO account (id, account_id, provider_id, user_id, password) SELECT $6, id, 'credential', id, $7 FROM person`;

/** Stores the first person, unless there is somebody: then false. Of several processes that try at once, one succeeds. */
export function insertFirstUser(db: Database, user: NewUser): Promise<boolean> {
  const { id, name, email, role, mustChangePassword = false, accountId, passwordHash } = user;
  return inTransaction(db, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [FIRST_START_LOCK]);
    const { rowCount } = await client.query(FIRST_USER, [id, name, email, role, mustChangePassword, accountId, passwordHash]);
    return rowCount === 1;
  });
}
