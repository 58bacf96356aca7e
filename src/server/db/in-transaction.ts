import type pg from 'pg';
import type { Database } from './client.ts';

/** Runs statements in one transaction; commits when `act` returns, rolls back when it throws. */
export function inTransaction<T>(db: Database, act: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  return transactionOn(db.pool, act);
}

/** The same on a pool of the caller's choice. */
export async function transactionOn<T>(pool: pg.Pool, act: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    const result = await act(client);
    await client.query('COMMIT');
    failed = false;
    return result;
  } finally {
    // Closing the connection rolls back whatever is open.
    client.release(failed);
  }
}
