import path from 'node:path';
import { openDataDirectory } from '../../bin/data-directory.mjs';
import { forkGuarded, runToEnd, signalGroup } from '../../bin/fork-guarded.mjs';
import { startDatabase } from '../../bin/start-database.mjs';
import { bundleWorkers } from '../../scripts/bundle-workers.mjs';
import { isBuilt } from '../../scripts/source-hash.mjs';
import { createDeps } from '../../src/server/create-deps.ts';
import type { Deps } from '../../src/server/deps.ts';
import { parseEnv } from '../../src/server/env.ts';
import { makeHome } from './make-home.ts';
import type { BenchOptions } from './read-options.ts';
import type { Running, StartPlan } from './stack-plan.ts';
import { startProduct } from './start-product.ts';

// What is measured: the product's own PostgreSQL with the product's own settings, its execution processes, and the web process when there
// is a build of it. With the web it is `bin/start.mjs` itself, else the same parts without the supervisor.

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUNDLE = path.join(ROOT, 'node_modules/.cache/hive-bench');

export interface Stack {
  deps: Deps;
  /** Null when no web process runs. */
  web: { url: string; apiKey: string } | null;
  close(): Promise<void>;
}

async function startWorker(plan: StartPlan, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const { cpuProfile } = plan.options;
  const profiling = cpuProfile ? ['--cpu-prof', `--cpu-prof-dir=${cpuProfile}`] : [];
  const worker = forkGuarded(
    { file: path.join(BUNDLE, 'worker.mjs'), cwd: ROOT, nodeFlags: ['--enable-source-maps', '--max-semi-space-size=48', ...profiling] },
    env,
  );
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    void exited.then(() => reject(new Error('the execution process ended before it was ready')));
  });
  return async () => {
    if (worker.pid !== undefined) signalGroup(worker.pid, 'SIGTERM');
    await exited;
  };
}

/** The same parts as the product, without supervisor and web. */
async function startParts(plan: StartPlan): Promise<Running> {
  await bundleWorkers(BUNDLE);
  const data = await openDataDirectory(path.join(plan.home, 'data'), { exclusive: true });
  const signal = new AbortController().signal;
  const database = await startDatabase({ data, signal, say: plan.say });
  const env = { ...plan.env, DATABASE_URL: database.url, HIVE_SECRET: data.secret('secret') };
  const deployed = await runToEnd({ file: path.join(ROOT, 'bin/deploy-schema.mjs'), args: ['--create'] }, env, signal);
  if (deployed.code !== 0) throw new Error('the schema could not be created');
  const stops = await Promise.all(Array.from({ length: plan.options.workers }, () => startWorker(plan, env)));
  return {
    databaseUrl: database.url,
    web: null,
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await database.stop();
      data.release();
    },
  };
}

/** Starts everything in a folder of its own, which `close` removes; or in the one that is kept. */
export async function openStack(options: BenchOptions, say: (line: string) => void, kept?: string): Promise<Stack> {
  const { folder: home, env: own, remove } = await makeHome(kept);
  const env = {
    ...own,
    HIVE_WORKERS: String(options.workers),
    REDIS_URL: options.backend === 'redis' ? (process.env.REDIS_URL ?? '') : '',
  };
  const plan: StartPlan = { root: ROOT, home, options, env, say };
  const whole = options.web && isBuilt(ROOT);
  if (options.web && !whole) say('there is no build of these sources (npm run build): the web process and W4 over HTTP are left out');
  const running = whole ? await startProduct(plan) : await startParts(plan);
  const deps = createDeps({ env: parseEnv({ ...env, DATABASE_URL: running.databaseUrl }), name: 'bench', poolSize: 4, hotSize: 4 });
  await deps.feed.ready();
  return {
    deps,
    web: running.web,
    async close() {
      await deps.feed.close();
      await deps.db.close();
      await running.stop();
      remove();
    },
  };
}
