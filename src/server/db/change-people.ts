import type { Prisma } from '../../generated/prisma/client.ts';
import type { PersonStanding } from '../core/access/change-person.ts';
import type { Role } from '../core/access/principal.ts';
import type { Database } from './client.ts';
import { USER_COLUMNS, type UserRow } from './users.ts';

/** Serialises changes of people, so that "the last admin" is judged on what will still be true at the commit. */
const PEOPLE_LOCK = 4_839_203;

/** People while nobody else changes them. */
export interface PeopleTransaction {
  /** Null: nobody, or removed. */
  find(id: string): Promise<UserRow | null>;
  /** Admins besides this person who can sign in. */
  countOtherAdmins(id: string): Promise<number>;
  save(id: string, change: { role?: Role; locked?: boolean }): Promise<UserRow>;
  /** Replaces the password; `once` makes its owner choose another with the next sign-in. */
  setPassword(id: string, hash: string, options: { once: boolean }): Promise<void>;
  /** Takes credentials and address away and keeps the name, which what they did still carries. */
  remove(id: string): Promise<void>;
  /** Ends every session; returns how many there were. */
  endSessions(id: string): Promise<number>;
}

function peopleIn(tx: Prisma.TransactionClient): PeopleTransaction {
  return {
    find: async (id) => (await tx.user.findFirst({ where: { id, removedAt: null }, select: USER_COLUMNS })) as UserRow | null,
    countOtherAdmins: (id) => tx.user.count({ where: { role: 'admin', banned: false, removedAt: null, id: { not: id } } }),
    save: async (id, { role, locked }) =>
      (await tx.user.update({
        where: { id },
        data: { ...(role !== undefined && { role }), ...(locked !== undefined && { banned: locked }) },
        select: USER_COLUMNS,
      })) as UserRow,
    async setPassword(id, hash, { once }) {
      await tx.account.updateMany({ where: { userId: id, providerId: 'credential' }, data: { password: hash } });
      await tx.user.update({ where: { id }, data: { mustChangePassword: once } });
    },
    async remove(id) {
      await tx.account.deleteMany({ where: { userId: id } });
      await tx.user.update({ where: { id }, data: { email: `removed:${id}`, image: null, banned: true, removedAt: new Date() } });
    },
    endSessions: async (id) => (await tx.session.deleteMany({ where: { userId: id } })).count,
  };
}

/** Runs `act` in one transaction, alone among all changes of people in all processes. */
export function changePeople<T>(db: Database, act: (people: PeopleTransaction) => Promise<T>): Promise<T> {
  return db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PEOPLE_LOCK}::bigint)`;
    return act(peopleIn(tx));
  });
}

export const standingOf = (user: UserRow): PersonStanding => ({ principalId: `user:${user.id}`, role: user.role, locked: user.banned });

/** Notes that somebody chose a password of their own. */
export async function clearMustChangePassword(db: Database, id: string): Promise<void> {
  await db.prisma.user.updateMany({ where: { id }, data: { mustChangePassword: false } });
}
