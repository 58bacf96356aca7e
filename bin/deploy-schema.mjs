// A short-lived child of the supervisor: brings the schema of DATABASE_URL up to date, or with --wait waits until somebody else has.
// A child, so that the supervisor never loads a database driver. Reports over IPC: { ok } or { code, detail }.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { deploy } from '../scripts/db-deploy.mjs';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const RETRY_MS = 500;
/** A database that starts together with us (a compose file) is given this long. */
const CONNECT_MS = 60_000;
const [INVALID_CATALOG_NAME, DUPLICATE_DATABASE, UNDEFINED_TABLE] = ['3D000', '42P04', '42P01'];
/** Nobody listens, or somebody who is still starting up or shutting down. */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

const url = process.env.DATABASE_URL;

async function ask(connectionString, statement) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Our own server starts without the database; on somebody else's the name must exist. */
async function createDatabase() {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  try {
    await ask(maintenance.href, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  }
}

async function isCurrent() {
  const folders = fs.readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  try {
    const rows = await ask(url, 'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
    const done = new Set(rows.map((row) => row.name));
    return folders.every((folder) => done.has(folder.name));
  } catch (error) {
    if (error.code === UNDEFINED_TABLE) return false;
    throw error;
  }
}

async function attempt() {
  if (process.argv.includes('--wait')) return isCurrent();
  try {
    await deploy(url, MIGRATIONS);
  } catch (error) {
    if (error.code !== INVALID_CATALOG_NAME || !process.argv.includes('--create')) throw error;
    await createDatabase();
    await deploy(url, MIGRATIONS);
  }
  return true;
}

async function run() {
  const patience = Date.now() + CONNECT_MS;
  let told = false;
  for (;;) {
    try {
      if (await attempt()) return { ok: true };
    } catch (error) {
      if (!told && NOT_YET.has(error.code)) process.stderr.write(`hive: waiting for the database (${error.code})\n`);
      told = true;
      if (!NOT_YET.has(error.code) || Date.now() > patience) {
        return { code: error.cause?.code ?? error.code ?? null, detail: error.message || String(error.errors?.[0]?.message ?? error.code) };
      }
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

process.send(await run(), () => process.exit(0));
