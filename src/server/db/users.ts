import { Prisma } from '../../generated/prisma/client.ts';
import type { Role } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import type { Database } from './client.ts';

export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  banned: boolean;
  createdAt: Date;
}

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
}

/** Everybody, oldest first. */
export async function listUserRows(db: Database): Promise<UserRow[]> {
  const rows = await db.prisma.user.findMany({
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, email: true, role: true, banned: true, createdAt: true },
  });
  return rows as UserRow[];
}

export async function hasUsers(db: Database): Promise<boolean> {
  return (await db.prisma.user.findFirst({ select: { id: true } })) !== null;
}

function addressTaken(error: unknown): never {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    throw new ConflictError('somebody has this address', [{ path: 'email', message: 'is taken' }]);
  }
  throw error;
}

/**
 * Stores a person who signs in by e-mail and password; false when `onlyFirst` is set and somebody is there already.
 * @throws ConflictError when somebody has the address
 */
export async function insertUser(db: Database, user: NewUser, options: { onlyFirst: boolean }): Promise<boolean> {
  const transaction = db.prisma.$transaction(async (tx) => {
    if (options.onlyFirst) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_START_LOCK}::bigint)`;
      if (await tx.user.findFirst({ select: { id: true } })) return false;
    }
    await tx.user.create({
      data: {
        id: user.id,
        name: user.name,
        email: user.email,
        emailVerified: true,
        role: user.role,
        accounts: { create: { id: user.accountId, accountId: user.id, providerId: 'credential', password: user.passwordHash } },
      },
    });
    return true;
  });
  return transaction.catch(addressTaken);
}
