import type pg from 'pg';
import type { Queryable } from './queryable.ts';

/**
 * Several reads on one connection, which is warm: on one each they would contend for the same cores, and most would be planned anew. On a
 * pool that pipelines they travel together, too.
 */
export async function readTogether<T>(pool: pg.Pool, read: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed = true;
  try {
    const found = await read(client);
    failed = false;
    return found;
  } finally {
    // Answers of what was sent beside the one that failed are still on their way: nobody else may get them.
    client.release(failed);
  }
}
