import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';

let one: TestDatabase;
let two: TestDatabase;
beforeAll(async () => {
  [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([one.drop(), two.drop()]));

async function read<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<T>(statement);
  await client.end();
  return rows;
}

test('[S1] a test database has every migration', async () => {
  const folders = readdirSync('prisma/migrations', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rows = await read<{ name: string }>(one.url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1');
  expect(rows.map((row) => row.name)).toEqual(folders.map((entry) => entry.name).sort());
});

test('[S1] test databases share nothing', async () => {
  await read(one.url, 'CREATE TABLE mine (id int)');
  const rows = await read(two.url, "SELECT 1 FROM pg_tables WHERE tablename = 'mine'");
  expect(rows).toEqual([]);
});
