import type { Database } from './client.ts';
import { isTransient } from './group-commit.ts';

/** Between two questions; milliseconds. */
const AGAIN_MS = 250;

/** Resolves when the database answers, however long it is away. @throws what would not pass by waiting */
export async function awaitDatabase(db: Pick<Database, 'pool'>): Promise<void> {
  for (;;) {
    try {
      await db.pool.query('SELECT 1');
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
