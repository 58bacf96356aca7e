// Bundles the execution process and its threads. Packages stay outside: the folder must lie where Node finds node_modules.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUNDLES = {
  worker: 'workers/main.ts',
  'lease-thread': 'workers/lease-thread.ts',
  'condition-thread': 'workers/condition-thread.ts',
  'validation-thread': 'workers/validation-thread.ts',
  'engine-thread': 'workers/engine-thread.ts',
};

/** Replaces everything in `outdir` (absolute) by worker.mjs and the threads it starts. */
export async function bundleWorkers(outdir) {
  fs.rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: BUNDLES,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    // Traces need the positions; the sources lie in the checkout, and a second copy would stay in memory.
    sourcesContent: false,
    logLevel: 'warning',
  });
}
