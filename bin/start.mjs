// npm start: everything on this machine. --only web, --only worker: one part of a fleet of machines.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isBuilt, WEB_SERVER, WORKER } from '../scripts/source-hash.mjs';
import { runToEnd } from './fork-guarded.mjs';
import { StartFault } from './start-fault.mjs';
import { loadDotEnv, startHive } from './supervisor.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const USAGE = 'usage: node bin/start.mjs [--only web|worker]';

/** Open event streams are cut off after one second; nothing it does takes longer. */
const WEB_GRACE_MS = 2_500;
/** Running attempts are handed back, results in flight are written. */
const WORKER_GRACE_MS = 8_000;

/** A larger nursery: rows of a batch die young, and a sixth of the processor went into collecting them (16 MB by default). */
const WORKER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=48'];

async function buildWhereStale(signal, say) {
  if (isBuilt(ROOT)) return;
  say('no build of these sources: building, once');
  const { code } = await runToEnd({ file: path.join(ROOT, 'scripts/build.mjs') }, process.env, signal);
  if (code !== 0 && !signal.aborted) throw new StartFault('the build failed; its lines above say why');
}

function readOnly() {
  try {
    const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
    if (only === undefined || only === 'web' || only === 'worker') return only;
  } catch {
    // told below, like an unknown part
  }
  process.stderr.write(`hive: ${USAGE}\n`);
  process.exit(1);
}

const only = readOnly();
loadDotEnv(ROOT);
process.exit(
  await startHive({
    root: ROOT,
    env: process.env,
    nodeEnv: 'production',
    only,
    build: buildWhereStale,
    web: () => ({ command: { file: path.join(ROOT, WEB_SERVER), cwd: ROOT }, graceMs: WEB_GRACE_MS }),
    worker: {
      command: { file: path.join(ROOT, WORKER), cwd: ROOT, nodeFlags: WORKER_FLAGS },
      graceMs: WORKER_GRACE_MS,
      tellsReady: true,
    },
  }),
);
