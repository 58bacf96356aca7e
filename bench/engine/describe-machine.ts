import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import type pg from 'pg';
import type { Report } from './report.ts';

/** The commit that is measured; "-changed" when files differ from it. */
export function readCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '-changed');
  } catch {
    return 'unknown';
  }
}

export function readMachine(): Report['machine'] {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryMb: Math.round(os.totalmem() / 1_048_576),
    system: `${os.type()} ${os.release()}`,
  };
}

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
