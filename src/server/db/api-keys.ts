import { ENVIRONMENT_KEY_NAME } from '../core/access/api-key.ts';
import type { Role } from '../core/access/principal.ts';
import type { Database } from './client.ts';

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  role: Role;
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

const VISIBLE = {
  id: true,
  name: true,
  prefix: true,
  role: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  expiresAt: true,
  revokedAt: true,
} as const;

/** A key by the SHA-256 of its text (hex); `usable` is judged by the database's clock. */
export async function findApiKeyByHash(
  db: Database,
  hash: string,
): Promise<{ id: string; name: string; role: Role; hash: string; usable: boolean } | null> {
  const { rows } = await db.pool.query<{ id: string; name: string; role: Role; hash: string; usable: boolean }>({
    name: 'api_key_by_hash',
    text: `SELECT id, name, role, hash, revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS usable
           FROM api_key WHERE hash = $1`,
    values: [hash],
  });
  return rows[0] ?? null;
}

/** Notes a use, at most once a minute per key whatever the number of processes. */
export async function touchApiKey(db: Database, id: string): Promise<void> {
  await db.pool.query({
    name: 'api_key_touch',
    text: `UPDATE api_key SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    values: [id],
  });
}

export interface NewApiKey {
  id: string;
  name: string;
  prefix: string;
  hash: string;
  role: Role;
  createdBy: string;
  expiresAt: Date | null;
}

export async function insertApiKey(db: Database, key: NewApiKey): Promise<ApiKeyRow> {
  return (await db.prisma.apiKey.create({ data: key, select: VISIBLE })) as ApiKeyRow;
}

/** Newest first; `after` is the id of the last key seen (ids are time-ordered). */
export async function listApiKeyRows(db: Database, page: { limit: number; after: string | null }): Promise<ApiKeyRow[]> {
  const rows = await db.prisma.apiKey.findMany({
    where: page.after === null ? {} : { id: { lt: page.after } },
    orderBy: { id: 'desc' },
    take: page.limit,
    select: VISIBLE,
  });
  return rows as ApiKeyRow[];
}

export async function findApiKey(db: Database, id: string): Promise<ApiKeyRow | null> {
  return (await db.prisma.apiKey.findUnique({ where: { id }, select: VISIBLE })) as ApiKeyRow | null;
}

/** Revokes a live key; false when it was revoked before. */
export async function revokeApiKeyRow(db: Database, id: string): Promise<boolean> {
  const { rowCount } = await db.pool.query('UPDATE api_key SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [id]);
  return rowCount === 1;
}

/**
 * Makes `wanted` the only live key named "environment" (null: none). A key that was the environment's before comes back to life.
 * Returns the ids that ended and began. Several processes may do it at once.
 */
export async function replaceEnvironmentKey(
  db: Database,
  wanted: { id: string; prefix: string; hash: string } | null,
): Promise<{ revoked: string[]; accepted: string[] }> {
  const ended = await db.pool.query<{ id: string }>(
    `UPDATE api_key SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL AND hash IS DISTINCT FROM $2 RETURNING id`,
    [ENVIRONMENT_KEY_NAME, wanted?.hash ?? null],
  );
  const revoked = ended.rows.map((row) => row.id);
  if (!wanted) return { revoked, accepted: [] };
  const begun = await db.pool.query<{ id: string }>(
    `INSERT INTO api_key AS k (id, name, prefix, hash, role, created_by) VALUES ($1, $2, $3, $4, 'admin', 'system:start')
     ON CONFLICT (hash) DO UPDATE SET revoked_at = NULL, name = excluded.name, role = excluded.role, expires_at = NULL
       WHERE k.revoked_at IS NOT NULL OR k.name <> excluded.name OR k.role <> excluded.role OR k.expires_at IS NOT NULL
     RETURNING id`,
    [wanted.id, ENVIRONMENT_KEY_NAME, wanted.prefix, wanted.hash],
  );
  return { revoked, accepted: begun.rows.map((row) => row.id) };
}
