import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** Where the orchestration mode that people chose is kept. */
export const MODE_SETTING = 'orchestration-mode';

/**
 * A small fact about this installation; undefined when it was never written. A plain statement: an idle execution process asks for
 * settings, and would load Prisma's query compiler for nothing else.
 */
export async function readSetting(db: { pool: Queryable }, name: string): Promise<JsonValue | undefined> {
  const { rows } = await db.pool.query<{ value: JsonValue }>({
    name: 'read_setting',
    text: 'SELECT value FROM setting WHERE name = $1',
    values: [name],
  });
  return rows[0]?.value;
}

export async function writeSetting(db: Database, name: string, value: JsonValue): Promise<void> {
  const { rowCount } = await db.pool.query({
    name: 'write_setting',
    text: `INSERT INTO setting (name, value, updated_at) VALUES ($1, $2::json, clock_timestamp())
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    values: [name, JSON.stringify(value)],
  });
  if (rowCount !== 1) throw new Error(`setting ${name} was not written`);
}

/**
 * Does something that no two processes may do at the same time. The lock belongs to a connection of its own, so that it ends with the
 * process, whatever that dies of.
 * @returns null when another process is at it
 */
export async function doAlone<T>(db: Database, lock: number, act: () => Promise<T>): Promise<T | null> {
  const client = await db.pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [lock]);
    if (rows[0]?.taken !== true) return null;
    try {
      return await act();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [lock]);
    }
  } finally {
    client.release();
  }
}
