import type pg from 'pg';
import type { Database } from './client.ts';
import { PASS_LOCK } from './read-queue.ts';

/** Does something in one transaction that no dispatch pass overlaps: it waits for the one that is under way. */
export async function underPassLock<T>(db: Database, act: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await db.hot.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [PASS_LOCK]);
    const result = await act(client);
    await client.query('COMMIT');
    failed = false;
    return result;
  } finally {
    // Closing the connection rolls back whatever is open.
    client.release(failed);
  }
}
