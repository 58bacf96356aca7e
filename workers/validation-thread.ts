import os from 'node:os';
import { workerData } from 'node:worker_threads';
import { createDeps } from '../src/server/create-deps.ts';
import { carryOutValidation, type ValidationTools } from '../src/server/use-cases/carry-out-validation.ts';
import { startEngineThread } from './validation/start-engine-thread.ts';
import type { ValidationThreadData } from './validation/thread-messages.ts';

// The thread that carries out one validation run, beside the work of its process: what it does costs the event loop of that nothing.

const { env, run } = workerData as ValidationThreadData;
const deps = createDeps({ env, name: 'validation', poolSize: 3, hotSize: 1 });

/** Work of users comes first where both want a core. Of this thread alone, on Linux; elsewhere it may be refused. */
function stepBack(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    deps.log.debug({ err: error }, 'the priority of the thread stays as it is');
  }
}

const tools: ValidationTools = {
  openDeps: (url) => {
    const bench = createDeps({ env: { ...env, DATABASE_URL: url }, name: 'validation', poolSize: 4, hotSize: 4 });
    const close = async () => {
      await bench.road.drain();
      await bench.feed.close();
      await bench.db.close();
    };
    return { deps: bench, close };
  },
  startEngine: (url) => startEngineThread({ env: { ...env, DATABASE_URL: url } }),
};

if (os.platform() === 'linux') stepBack();
await carryOutValidation(deps, run, tools);
await deps.feed.close();
await deps.db.close();
process.exit(0);
