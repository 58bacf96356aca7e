import fs from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { readCommit as commitOf } from '../../src/server/use-cases/describe-machine.ts';

export { describeMachine as readMachine } from '../../src/server/use-cases/describe-machine.ts';

/** The commit that is measured; "-changed" when files differ from it. */
export const readCommit = (): string => commitOf(path.resolve(import.meta.dirname, '../..')) ?? 'unknown';

/** Versions of the runtime and of what the road is built on. */
export function readDependencies(): Record<string, string> {
  const dependency = (name: string) => {
    const text = fs.readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  };
  return { node: process.versions.node, bullmq: dependency('bullmq'), pg: dependency('pg') };
}

export async function readVersions(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  return { ...readDependencies(), postgres: rows[0]?.server_version ?? 'unknown' };
}
