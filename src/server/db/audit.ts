import { AUDIT_GENESIS } from '../core/access/audit-entry.ts';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './client.ts';

/** Serialises writers of the chain; the number only has to differ from other locks of this database. */
const CHAIN_LOCK = 4_839_201;

export interface AuditRow {
  seq: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: JsonObject;
  ip: string | null;
  prevHash: string;
  hash: string;
}

export interface NewAuditEntry {
  actor: string;
  action: string;
  subject: string;
  detail: JsonObject;
  ip: string | null;
}

const COLUMNS = 'seq::text, at, actor, action, subject, detail, ip, prev_hash AS "prevHash", hash';

/**
 * Appends one entry under the chain's lock. `hashOf` makes the hash from the entry, its time (ISO 8601) and the hash before.
 * The time is the database's, taken under the lock, so that it never runs against the order.
 */
export async function appendAuditEntry(
  db: Database,
  entry: NewAuditEntry,
  hashOf: (entry: NewAuditEntry, at: string, prevHash: string) => string,
): Promise<AuditRow> {
  const client = await db.pool.connect();
  let broken = false;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
    const last = await client.query<{ hash: string | null; at: Date }>(
      `SELECT (SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1) AS hash, date_trunc('milliseconds', clock_timestamp()) AS at`,
    );
    const { hash: before = null, at = new Date(0) } = last.rows[0] ?? {};
    const prevHash = before ?? AUDIT_GENESIS;
    const hash = hashOf(entry, at.toISOString(), prevHash);
    const { rows } = await client.query<AuditRow>(
      `INSERT INTO audit_entry (at, actor, action, subject, detail, ip, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
      [at, entry.actor, entry.action, entry.subject, JSON.stringify(entry.detail), entry.ip, prevHash, hash],
    );
    await client.query('COMMIT');
    return rows[0] as AuditRow;
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    // Closing the connection rolls back whatever is open, and never hands a half-done transaction to the next user.
    client.release(broken);
  }
}

export interface AuditFilter {
  limit: number;
  /** Entries before this one. */
  before: string | null;
  subject: string | null;
}

/** Newest first. */
export async function listAuditRows(db: Database, filter: AuditFilter): Promise<AuditRow[]> {
  const { rows } = await db.pool.query<AuditRow>(
    `SELECT ${COLUMNS} FROM audit_entry
     WHERE ($1::bigint IS NULL OR seq < $1) AND ($2::text IS NULL OR subject = $2) ORDER BY seq DESC LIMIT $3`,
    [filter.before, filter.subject, filter.limit],
  );
  return rows;
}

/** Oldest first, from after `seq`, for checking the chain piece by piece. */
export async function readAuditChain(db: Database, after: string, limit: number): Promise<AuditRow[]> {
  const { rows } = await db.pool.query<AuditRow>(`SELECT ${COLUMNS} FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2`, [after, limit]);
  return rows;
}
