import type { ContextEntry } from '../core/memory/context-entry.ts';
import type { FoundEntry } from '../core/memory/relevance.ts';
import { ENTRY_COLUMNS } from './context-entries.ts';
import type { Queryable } from './queryable.ts';

// Full-text search over what somebody may read. The reader's rights are part of the statement: what may not be read never leaves the
// database.

/** Who asks: an agent, a person who sees what is public, or one who runs the fleet and sees all. */
export type ContextReader = { agentId: string } | { sees: 'public' | 'all' };

export interface ContextSearch {
  reader: ContextReader;
  /** Words as a person types them ("or", quotes, a minus), or a tsquery made by core; null lists the newest. */
  query: { kind: 'web' | 'words'; text: string } | null;
  /** Only of this owner; null: of all. */
  ownerId: string | null;
  type: string | null;
  limit: number;
}

const TEAM = (alias: string) => `coalesce(${alias}.metadata->>'team', ${alias}.pool)`;

/** $1: what a person sees, null for agents; $2: the agent. */
export const READABLE = `CASE WHEN $1::text = 'all' THEN true WHEN $1 = 'public' THEN e.access = 'public'
  ELSE e.access = 'public' OR e.agent_id = $2::uuid OR (e.access = 'team' AND EXISTS (
    SELECT 1 FROM agent o JOIN agent me ON me.id = $2::uuid WHERE o.id = e.agent_id AND ${TEAM('o')} = ${TEAM('me')})) END`;

const EXPERTISE = `(SELECT sum(s.successes)::float8 / NULLIF(sum(s.attempts), 0) FROM agent_stat s WHERE s.agent_id = e.agent_id)`;

type Row = ContextEntry & { rank: number; expertise: number | null };

const toFound = ({ rank, expertise, ...entry }: Row): FoundEntry => ({ entry, rank, expertise });

/** $1 to $4 of a search: the two of READABLE, owner and type. */
export function readerValues({ reader, ownerId, type }: Pick<ContextSearch, 'reader' | 'ownerId' | 'type'>): (string | null)[] {
  return ['sees' in reader ? reader.sees : null, 'agentId' in reader ? reader.agentId : null, ownerId, type];
}

/** The best by text, or the newest. Their order among one another is core's. */
export async function searchContextRows(db: Queryable, search: ContextSearch): Promise<FoundEntry[]> {
  const { query, limit } = search;
  const words = query?.kind === 'words';
  const parse = words ? 'to_tsquery' : 'websearch_to_tsquery';
  const { rows } = await db.query<Row>({
    name: `search_context_${query === null ? 'all' : query.kind}`,
    text: `SELECT ${ENTRY_COLUMNS}, ${query === null ? '1::float8' : 'ts_rank_cd(e.search, q.words, 32)::float8'} AS rank, ${EXPERTISE} AS expertise
      FROM context_entry e${query === null ? '' : `, (SELECT ${parse}('english', $6) AS words) q`}
      WHERE ${READABLE} AND ($3::uuid IS NULL OR e.agent_id = $3) AND ($4::text IS NULL OR e.type = $4)
        ${query === null ? '' : 'AND e.search @@ q.words'}
      ORDER BY rank DESC, e.id DESC LIMIT $5`,
    values: [...readerValues(search), limit, ...(query === null ? [] : [query.text])],
  });
  return rows.map(toFound);
}

/** Entries that another search of the same reader found, without a rank of their own. */
export async function readFoundEntries(db: Queryable, ids: readonly string[]): Promise<FoundEntry[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<Row>({
    name: 'read_found_entries',
    text: `SELECT ${ENTRY_COLUMNS}, 0::float8 AS rank, ${EXPERTISE} AS expertise FROM context_entry e WHERE e.id = ANY($1::uuid[])`,
    values: [ids],
  });
  return rows.map(toFound);
}

/** Who remembers, and how much. */
export interface MemoryOwner {
  /** Null: it belongs to all. */
  agentId: string | null;
  /** Null also when the agent's row is gone. */
  name: string | null;
  entries: number;
  /** About. */
  tokens: number;
  updatedAt: Date;
}

/** A token is about four characters, as in core/memory/context-entry.ts. */
export async function listMemoryOwnerRows(db: Queryable, reader: ContextReader): Promise<MemoryOwner[]> {
  const { rows } = await db.query<MemoryOwner>({
    name: 'list_memory_owners',
    text: `SELECT e.agent_id AS "agentId", w.name, count(*)::int AS entries, max(e.updated_at) AS "updatedAt",
        sum(ceil(length(e.title) / 4.0) + ceil(length(e.content) / 4.0))::float8 AS tokens
      FROM context_entry e LEFT JOIN agent w ON w.id = e.agent_id WHERE ${READABLE} GROUP BY e.agent_id, w.name ORDER BY tokens DESC, w.name`,
    values: readerValues({ reader, ownerId: null, type: null }).slice(0, 2),
  });
  return rows;
}

/** Notes that entries were read. */
export async function markAccessed(db: Queryable, ids: string[]): Promise<void> {
  await db.query({
    name: 'mark_context_accessed',
    text: 'UPDATE context_entry SET access_count = access_count + 1, accessed_at = clock_timestamp() WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
}
