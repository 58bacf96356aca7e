import { z } from 'zod';
import type { ContextEntryModel } from '../../generated/prisma/models.ts';
import { ACCESS_LEVELS, CONTEXT_TYPES, type ContextEntry } from '../core/memory/context-entry.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** One agent's entries are read up to so many. */
export const MOST_ENTRIES = 500;

const type = z.enum(CONTEXT_TYPES);
const access = z.enum(ACCESS_LEVELS);

export function entryFromRow(row: ContextEntryModel): ContextEntry {
  return { ...row, type: type.parse(row.type), access: access.parse(row.access) };
}

export const ENTRY_COLUMNS = `e.id, e.agent_id AS "agentId", e.title, e.content, e.type, e.access, e.importance, e.tags,
  e.access_count AS "accessCount", e.accessed_at AS "accessedAt", e.consolidated_from AS "consolidatedFrom", e.source_task_id AS "sourceTaskId",
  e.created_by AS "createdBy", e.created_at AS "createdAt", e.updated_at AS "updatedAt"`;

const INSERT = `INSERT INTO context_entry (id, agent_id, title, content, type, access, importance, tags, access_count, accessed_at,
    consolidated_from, source_task_id, created_by, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** Stores an entry as it is, times included. */
export async function insertEntry(db: Queryable, entry: ContextEntry): Promise<void> {
  await db.query({
    name: 'insert_context_entry',
    text: INSERT,
    values: [
      ...[entry.id, entry.agentId, entry.title, entry.content, entry.type, entry.access, entry.importance, entry.tags],
      ...[
        entry.accessCount,
        entry.accessedAt,
        entry.consolidatedFrom,
        entry.sourceTaskId,
        entry.createdBy,
        entry.createdAt,
        entry.updatedAt,
      ],
    ],
  });
}

/** The newest entries of an agent. */
export async function readAgentEntries(db: Queryable, agentId: string): Promise<ContextEntry[]> {
  const { rows } = await db.query<ContextEntry>({
    name: 'read_agent_entries',
    text: `SELECT ${ENTRY_COLUMNS} FROM context_entry e WHERE e.agent_id = $1 ORDER BY e.id DESC LIMIT ${MOST_ENTRIES}`,
    values: [agentId],
  });
  return rows;
}

export async function findEntry(db: Database, id: string): Promise<ContextEntry | null> {
  const row = await db.prisma.contextEntry.findUnique({ where: { id } });
  return row === null ? null : entryFromRow(row);
}

export async function deleteEntries(db: Queryable, ids: string[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delete_context_entries',
    text: 'DELETE FROM context_entry WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
  return rowCount ?? 0;
}

/** Locks the newest entries of an agent until the transaction ends, so that nobody changes what is being replaced. */
export async function lockAgentEntries(db: Queryable, agentId: string): Promise<ContextEntry[]> {
  const { rows } = await db.query<ContextEntry>({
    name: 'lock_agent_entries',
    text: `SELECT ${ENTRY_COLUMNS} FROM context_entry e WHERE e.agent_id = $1 ORDER BY e.id DESC LIMIT ${MOST_ENTRIES} FOR UPDATE`,
    values: [agentId],
  });
  return rows;
}
