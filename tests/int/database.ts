import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { query, withDatabase } from './query.ts';

export const TEMPLATE = 'hive_template';

export interface TestDatabase {
  url: string;
  /** Disconnects whoever is still there and removes the database. */
  drop(): Promise<void>;
}

/** A database of one's own with the newest schema and no rows, cloned from the migrated template. Call it in `beforeAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return { url: withDatabase(server, name), drop: () => query(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}
