import { deploy } from '../../../scripts/db-deploy.mjs';
import { runOfScratch, SCRATCH_PREFIX, scratchNameOf } from '../core/validation/scratch-name.ts';
import type { Queryable } from './queryable.ts';

// Databases of validation runs: beside our own on the same server, with the same schema and without a row. Nothing that happens in one can
// be read, routed, learned from or alerted on in ours.

/** @returns its address @throws Error of the server, 42501 where the user may not create databases */
export async function createScratch(
  db: Queryable,
  { url, runId, migrations }: { url: string; runId: string; migrations: string },
): Promise<string> {
  const name = scratchNameOf(runId);
  // From template0: template1 cannot be copied while anybody is connected to it.
  await db.query({ text: `CREATE DATABASE ${name} TEMPLATE template0`, values: [] });
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  await deploy(scratch.href, migrations);
  return scratch.href;
}

/** Disconnects whoever is still there and removes it. */
export async function dropScratch(db: Queryable, runId: string): Promise<void> {
  await db.query({ text: `DROP DATABASE IF EXISTS ${scratchNameOf(runId)} WITH (FORCE)`, values: [] });
}

/** Runs that are over and whose database is still there. Databases of other installations belong to runs that we do not have. */
export async function findLeftScratch(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>({
    name: 'scratch_left',
    text: 'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    values: [SCRATCH_PREFIX],
  });
  const ids = rows.map(({ name }) => runOfScratch(name)).filter((id) => id !== null);
  if (ids.length === 0) return [];
  const over = await db.query<{ id: string }>({
    text: 'SELECT id FROM validation_run WHERE id = ANY($1::uuid[]) AND finished_at IS NOT NULL',
    values: [ids],
  });
  return over.rows.map(({ id }) => id);
}
