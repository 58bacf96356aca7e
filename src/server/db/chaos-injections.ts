import { z } from 'zod';
import { CHAOS_FAULTS, type ChaosFault, type InjectionView } from '../core/chaos/injection.ts';
import type { Database } from './client.ts';
import { inTransaction } from './in-transaction.ts';
import type { Queryable } from './queryable.ts';

export type InjectionRow = Omit<InjectionView, 'startedByName' | 'endedByName' | 'fault'> & { fault: string };

const COLUMNS = `c.id, c.agent_id AS "agentId", a.name AS "agentName", c.fault, c.reason, c.started_by AS "startedBy", c.started_at AS "startedAt",
  c.ends_at AS "endsAt", c.ended_by AS "endedBy", c.ended_at AS "endedAt"`;

/** Faults stored by another version are no longer acted out; they are told as they were called. */
const rowOf = (row: InjectionRow): Omit<InjectionView, 'startedByName' | 'endedByName'> => ({
  ...row,
  fault: z.enum(CHAOS_FAULTS).catch('failing').parse(row.fault),
});

/** Stores an injection unless one acts in the agent already; false when one does. */
export function insertInjection(
  db: Database,
  injection: { id: string; agentId: string; fault: ChaosFault; reason: string; by: string; seconds: number },
): Promise<boolean> {
  const { id, agentId, fault, reason, by, seconds } = injection;
  return inTransaction(db, async (client) => {
    // The row of the agent is the lock. Taken by a statement of its own: one that waited for it would still look with the snapshot it began with.
    await client.query('SELECT 1 FROM agent WHERE id = $1 FOR NO KEY UPDATE', [agentId]);
    const { rowCount } = await client.query({
      text: `INSERT INTO chaos_injection (id, agent_id, fault, reason, started_by, started_at, ends_at)
        SELECT $1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 second'
        WHERE NOT EXISTS (SELECT 1 FROM chaos_injection WHERE agent_id = $2 AND ended_at IS NULL AND ends_at > clock_timestamp())`,
      values: [id, agentId, fault, reason, by, seconds],
    });
    return rowCount === 1;
  });
}

/** Ends an injection that acts; false when it does not. */
export async function endInjectionRow(db: Queryable, id: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query({
    text: `UPDATE chaos_injection SET ended_by = $2, ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL AND ends_at > clock_timestamp()`,
    values: [id, by],
  });
  return rowCount === 1;
}

export async function findInjection(db: Queryable, id: string): Promise<Omit<InjectionView, 'startedByName' | 'endedByName'> | null> {
  const { rows } = await db.query<InjectionRow>({
    text: `SELECT ${COLUMNS} FROM chaos_injection c JOIN agent a ON a.id = c.agent_id WHERE c.id = $1`,
    values: [id],
  });
  return rows[0] ? rowOf(rows[0]) : null;
}

/** Newest first; `before` is the id of the last one seen. */
export async function listInjectionRows(
  db: Queryable,
  page: { limit: number; before: string | null },
): Promise<Omit<InjectionView, 'startedByName' | 'endedByName'>[]> {
  const { rows } = await db.query<InjectionRow>({
    text: `SELECT ${COLUMNS} FROM chaos_injection c JOIN agent a ON a.id = c.agent_id WHERE $1::uuid IS NULL OR c.id < $1 ORDER BY c.id DESC LIMIT $2`,
    values: [page.before, page.limit],
  });
  return rows.map(rowOf);
}

/** What acts now, by agent, and for how much longer by the database's clock; milliseconds. */
export async function readActingFaults(db: Queryable): Promise<{ agentId: string; fault: string; leftMs: number }[]> {
  const { rows } = await db.query<{ agentId: string; fault: string; leftMs: number }>({
    name: 'read_acting_faults',
    text: `SELECT agent_id AS "agentId", fault, (extract(epoch FROM ends_at - clock_timestamp()) * 1000)::float8 AS "leftMs"
      FROM chaos_injection WHERE ended_at IS NULL AND ends_at > clock_timestamp()`,
    values: [],
  });
  return rows;
}
