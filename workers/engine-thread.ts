import { parentPort, workerData } from 'node:worker_threads';
import { createDeps } from '../src/server/create-deps.ts';
import { createAgentCaller } from '../src/server/use-cases/create-agent-caller.ts';
import { VERSION } from '../src/server/version.ts';
import { startEngine } from './engine/engine.ts';
import { fleetWorks } from './fleet-works.ts';
import type { EngineThreadData, EngineThreadMessage } from './validation/thread-messages.ts';

// An execution process of a validation run: what main.ts boots, in a thread, so that it can be killed without killing anything of a user.
// States: ready (says so) -> working, until it is told to close (hands everything back) or is terminated, which looks like a kill.

const HEAP_MS = 500;

const { env } = workerData as EngineThreadData;
const deps = createDeps({ env, name: 'validation', poolSize: 4, hotSize: 4 });
const engine = await startEngine(deps, {
  slots: env.HIVE_WORKER_SLOTS,
  version: VERSION,
  callAgent: createAgentCaller(deps),
  duties: fleetWorks(deps),
});
const tell = (message: EngineThreadMessage) => parentPort?.postMessage(message);
const heapMb = () => process.memoryUsage().heapUsed / 1_048_576;
const telling = setInterval(() => tell({ heapMb: heapMb() }), HEAP_MS);

async function close(): Promise<void> {
  clearInterval(telling);
  await engine.close();
  await deps.feed.close();
  await deps.db.close();
  process.exit(0);
}

parentPort?.on('message', () => void close());
tell('ready');
