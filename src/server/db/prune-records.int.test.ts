import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../tests/int/database.ts';
import { pruneRecords } from './prune-records.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('[DU6] what has served is removed in one look, however much it is; the rest stays', async () => {
  await pool.query(
    `INSERT INTO idempotency_key (principal, key, route, request_hash, expires_at)
     SELECT 'test', n::text, 'r', 'h', clock_timestamp() + CASE WHEN n <= 12000 THEN interval '-1 minute' ELSE interval '1 hour' END
     FROM generate_series(1, 12003) n`,
  );
  await pool.query(
    `INSERT INTO process_vitals (id, role, host, pid, at, vitals) SELECT gen_random_uuid(), 'web', 'h', n, clock_timestamp() - n * interval '13 hours', '{}'
     FROM generate_series(1, 3) n`,
  );
  await pruneRecords(pool);
  expect((await pool.query('SELECT count(*)::int AS n FROM idempotency_key')).rows).toEqual([{ n: 3 }]);
  expect((await pool.query('SELECT pid FROM process_vitals')).rows).toEqual([{ pid: 1 }]);
});
