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
    await client.query({ name: 'audit_lock', text: 'SELECT pg_advisory_xact_lock($1)', values: [CHAIN_LOCK] });
    const { rows } = await client.query<{ hash: string; at: Date }>({
      name: 'audit_end',
      text: `SELECT coalesce((SELECT hash FROM audit_entry ORDER BY seq DESC LIMIT 1), $1) AS hash, date_trunc('milliseconds', clock_timestamp()) AS at`,
      values: [AUDIT_GENESIS],
    });
    const end = rows[0] as { hash: string; at: Date };
    const links = JSON.stringify(chain(entries, end, hashOf));
    await client.query({
      name: 'audit_append',
      text: `INSERT INTO audit_entry (at, actor, action, subject, detail, ip, prev_hash, hash)
       SELECT $1, e->>'actor', e->>'action', e->>'subject', (e->>'detail')::jsonb, e->>'ip', e->>'prevHash', e->>'hash'
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS list(e, place) ORDER BY place`,
      values: [end.at, links],
    });
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
  /** What subjects begin with: "run:". */
  subjectKind: string | null;
  actor: string | null;
  action: string | null;
  from: Date | null;
  to: Date | null;
}

/** Newest first. Only what is asked for stands in the statement, so that each filter finds its index. */
export async function listAuditRows(db: Database, filter: AuditFilter): Promise<AuditRow[]> {
  const { limit, before, subject, subjectKind, actor, action, from, to } = filter;
  const values: unknown[] = [limit];
  const given = (value: unknown, condition: (place: string) => string): string[] => {
    if (value === null) return [];
    values.push(value);
    return [condition(`$${values.length}`)];
  };
  const conditions = [
    ...given(before, (place) => `seq < ${place}::bigint`),
    ...given(subject, (place) => `subject = ${place}`),
    ...given(subjectKind, (place) => `starts_with(subject, ${place} || ':')`),
    ...given(actor, (place) => `actor = ${place}`),
    ...given(action, (place) => `action = ${place}`),
    ...given(from, (place) => `at >= ${place}`),
    ...given(to, (place) => `at < ${place}`),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const { rows } = await db.pool.query<AuditRow>(
    `SELECT ${COLUMNS} FROM audit_entry ${where} ORDER BY audit_entry.seq DESC LIMIT $1`,
    values,
  );
  return rows;
}

/** What one can choose among; more than this nobody looks through. */
const MOST_CHOICES = 200;

const distinct = (column: 'actor' | 'action') => `(WITH RECURSIVE c AS (
    (SELECT ${column} AS v FROM audit_entry ORDER BY ${column} LIMIT 1)
    UNION ALL SELECT (SELECT e.${column} FROM audit_entry e WHERE e.${column} > c.v ORDER BY e.${column} LIMIT 1) FROM c WHERE c.v IS NOT NULL
  ) SELECT COALESCE(json_agg(v), '[]') FROM (SELECT v FROM c WHERE v IS NOT NULL LIMIT ${MOST_CHOICES}) d)`;

/** Who has acted and what was done, each once: one step of an index per value, however many entries there are. */
export async function readAuditChoices(db: Database): Promise<{ actors: string[]; actions: string[] }> {
  const { rows } = await db.pool.query<{ actors: string[]; actions: string[] }>({
    name: 'audit_choices',
    text: `SELECT ${distinct('actor')} AS actors, ${distinct('action')} AS actions`,
    values: [],
  });
  return rows[0] ?? { actors: [], actions: [] };
}

/** Where tasks are: run and task_id, by the id of the task. */
export async function findTaskPlaces(db: Database, ids: readonly string[]): Promise<Map<string, { runId: string; key: string }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.pool.query<{ id: string; runId: string; key: string }>({
    name: 'audit_task_places',
    text: 'SELECT id, run_id AS "runId", key FROM task WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
  return new Map(rows.map(({ id, runId, key }) => [id, { runId, key }]));
}

/** Oldest first, from after `seq`, for checking the chain piece by piece. */
export async function readAuditChain(db: Database, after: string, limit: number): Promise<AuditRow[]> {
  const { rows } = await db.pool.query<AuditRow>(`SELECT ${COLUMNS} FROM audit_entry WHERE seq > $1 ORDER BY audit_entry.seq LIMIT $2`, [
    after,
    limit,
  ]);
  return rows;
}
