// Builds everything that `npm start` runs: the web app (.next/standalone), the worker and its threads (dist). Progress goes to stderr.
// The stamp is removed first and written last, so that a build that was cut short is never taken for one.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkers } from './bundle-workers.mjs';
import { copySwagger } from './copy-swagger.mjs';
import { hashSources, STAMP } from './source-hash.mjs';

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../..');

process.chdir(ROOT);
const say = (line) => process.stderr.write(`build: ${line}\n`);

/** Runs a Node program with both its outputs on our stderr. */
function run(file, args) {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, file), ...args], { stdio: ['ignore', 2, 2], env });
    child.once('error', reject);
    child.once('exit', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${signal ?? code}`))));
  });
}

/** Next leaves these two beside its server. It also copies .env files into it, where they would outlive the original. */
function completeStandalone() {
  fs.cpSync('.next/static', '.next/standalone/.next/static', { recursive: true });
  fs.cpSync('public', '.next/standalone/public', { recursive: true });
  for (const name of fs.readdirSync('.next/standalone')) {
    if (name.startsWith('.env')) fs.rmSync(path.join('.next/standalone', name));
  }
}

const sources = hashSources(ROOT);
fs.rmSync(STAMP, { force: true });
const startedAt = Date.now();
try {
  say('database client');
  await run('node_modules/prisma/build/index.js', ['generate']);
  copySwagger(ROOT);
  say('workers');
  await bundleWorkers(path.join(ROOT, 'dist'));
  say('web app (about a minute)');
  await run('node_modules/next/dist/bin/next', ['build']);
  completeStandalone();
  fs.writeFileSync(STAMP, `${JSON.stringify({ sources })}\n`);
  say(`done in ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  process.exit(0);
} catch (error) {
  say(error.message);
  process.exit(1);
}
