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

/** The addresses that living agents and pools send a secret to, each once. */
export async function findSecretUrls(db: Database, name: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ url: string }>({
    name: 'secret_urls',
    text: `SELECT config->>'base_url' AS url FROM agent WHERE retired_at IS NULL AND config->>'api_key_secret' = $1
      UNION SELECT template->'config'->>'base_url' FROM agent_pool WHERE retired_at IS NULL AND template->'config'->>'api_key_secret' = $1`,
    values: [name],
  });
  return rows.map(({ url }) => url);
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
