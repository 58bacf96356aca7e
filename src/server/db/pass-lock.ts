import type pg from 'pg';
import type { Database } from './client.ts';
import { transactionOn } from './in-transaction.ts';
import { PASS_LOCK } from './read-queue.ts';

/** Does something in one transaction that no dispatch pass overlaps: it waits for the one that is under way. */
export function underPassLock<T>(db: Database, act: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  return transactionOn(db.hot, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [PASS_LOCK]);
    return act(client);
  });
}
