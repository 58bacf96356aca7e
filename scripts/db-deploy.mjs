// Applies prisma/migrations in order, keeping the table that `prisma migrate deploy` keeps (_prisma_migrations, same checksums, same
// advisory lock), so that either tool may be used on one database. Safe while work runs: every migration is one transaction and
// waits at most 5 s for a lock, with a few tries, instead of queueing behind a long transaction and stopping everybody.
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const PRISMA_LOCK = 72707369;
const LOCK_NOT_AVAILABLE = '55P03';
const TRIES = 12;

const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function applyOne(client, { name, sql, checksum }) {
  for (let attempt = 1; ; attempt += 1) {
    await client.query('BEGIN');
    try {
      await client.query("SET LOCAL lock_timeout = '5s'");
      await client.query(sql);
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
        [randomUUID(), checksum, name],
      );
      await client.query('COMMIT');
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if (error.code !== LOCK_NOT_AVAILABLE || attempt === TRIES) throw new Error(`migration ${name}: ${error.message}`, { cause: error });
    }
  }
}

/** Brings the database at `url` to the newest schema. Returns the names applied. Throws when an applied migration was edited. */
export async function deploy(url, folder = 'prisma/migrations') {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const applied = [];
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(CREATE_LEDGER);
    const { rows } = await client.query(
      'SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL',
    );
    const done = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    const names = fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    for (const name of names) {
      const sql = fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      if (done.has(name) && done.get(name) !== checksum) throw new Error(`migration ${name} was edited after it was applied`);
      if (done.has(name)) continue;
      await applyOne(client, { name, sql, checksum });
      applied.push(name);
    }
  } finally {
    await client.end();
  }
  return applied;
}

if (process.argv[1]?.endsWith('db-deploy.mjs')) {
  if (!process.env.DATABASE_URL) {
    console.error('DATABASE_URL is not set');
    process.exit(1);
  }
  const applied = await deploy(process.env.DATABASE_URL);
  console.log(applied.length === 0 ? 'the schema is up to date' : `applied ${applied.join(', ')}`);
}
