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

// The text is named seq as well: order by the column, never by this name.
const COLUMNS = 'seq::text, at, actor, action, subject, detail, ip, prev_hash AS "prevHash", hash';

/** Makes an entry's hash from the entry, its time (ISO 8601) and the hash before. */
export type HashAuditEntry = (entry: NewAuditEntry, at: string, prevHash: string) => string;

/** Links entries onto the end of the chain: one row per entry, in order. */
function chain(entries: NewAuditEntry[], end: { hash: string; at: Date }, hashOf: HashAuditEntry) {
  let prevHash = end.hash;
  return entries.map((entry) => {
    const hash = hashOf(entry, end.at.toISOString(), prevHash);
    const row = { ...entry, detail: JSON.stringify(entry.detail), prevHash, hash };
    prevHash = hash;
    return row;
  });
}

/**
 * Appends entries in one transaction under the chain's lock. Their time is the database's, taken under the lock, so that it never
 * runs against the order.
 */
export async function appendAuditEntries(db: Database, entries: NewAuditEntry[], hashOf: HashAuditEntry): Promise<void> {
  const client = await db.pool.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
    const { rows } = await client.query<{ hash: string; at: Date }>(
      `SELECT coalesce((SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1), $1) AS hash, date_trunc('milliseconds', clock_timestamp()) AS at`,
      [AUDIT_GENESIS],
    );
    const end = rows[0] as { hash: string; at: Date };
    const links = JSON.stringify(chain(entries, end, hashOf));
    await client.query(
      `INSERT INTO audit_entry (at, actor, action, subject, detail, ip, prev_hash, hash)
       SELECT $1, e->>'actor', e->>'action', e->>'subject', (e->>'detail')::jsonb, e->>'ip', e->>'prevHash', e->>'hash'
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS list(e, place) ORDER BY place`,
      [end.at, links],
    );
    await client.query('COMMIT');
    failed = false;
  } finally {
    // Closing the connection rolls back whatever is open, and never hands a half-done transaction to the next user.
    client.release(failed);
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
     WHERE ($1::bigint IS NULL OR seq < $1) AND ($2::text IS NULL OR subject = $2) ORDER BY audit_entry.seq DESC LIMIT $3`,
    [filter.before, filter.subject, filter.limit],
  );
  return rows;
}

/** Oldest first, from after `seq`, for checking the chain piece by piece. */
export async function readAuditChain(db: Database, after: string, limit: number): Promise<AuditRow[]> {
  const { rows } = await db.pool.query<AuditRow>(`SELECT ${COLUMNS} FROM audit_entry WHERE seq > $1 ORDER BY audit_entry.seq LIMIT $2`, [
    after,
    limit,
  ]);
  return rows;
}
