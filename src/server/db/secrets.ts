import type { SealedSecret } from '../secrets.ts';
import type { Database } from './client.ts';

export interface SecretInfo {
  id: string;
  name: string;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const info = { id: true, name: true, createdBy: true, createdAt: true, updatedAt: true } as const;

/** The row of a name, made when there is none; its id is what the ciphertext is bound to. */
export async function reserveSecret(db: Database, row: { id: string; name: string; createdBy: string }): Promise<string> {
  const { id } = await db.prisma.secret.upsert({
    where: { name: row.name },
    create: { ...row, ciphertext: new Uint8Array(), keyId: '' },
    update: {},
    select: { id: true },
  });
  return id;
}

export async function writeSecret(db: Database, id: string, sealed: SealedSecret): Promise<SecretInfo> {
  const data = { ciphertext: new Uint8Array(sealed.ciphertext), keyId: sealed.keyId };
  return db.prisma.secret.update({ where: { id }, data, select: info });
}

export async function findSecret(db: Database, name: string): Promise<({ id: string } & SealedSecret) | null> {
  const { rows } = await db.pool.query<{ id: string } & SealedSecret>({
    name: 'find_secret',
    text: 'SELECT id, key_id AS "keyId", ciphertext FROM secret WHERE name = $1',
    values: [name],
  });
  return rows[0] ?? null;
}

/** Names only: a value leaves the database for a call, never for a list. */
export function listSecretRows(db: Database, page: { limit: number; after?: string | undefined }): Promise<SecretInfo[]> {
  const where = page.after === undefined ? {} : { name: { gt: page.after } };
  return db.prisma.secret.findMany({ where, select: info, orderBy: { name: 'asc' }, take: page.limit });
}

/** @returns whether there was one */
export async function deleteSecret(db: Database, name: string): Promise<boolean> {
  const { count } = await db.prisma.secret.deleteMany({ where: { name } });
  return count === 1;
}
