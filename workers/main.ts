import { endOrphanCommands } from '../src/server/agents/end-orphan-commands.ts';
import { createDeps } from '../src/server/create-deps.ts';
import type { Deps } from '../src/server/deps.ts';
import { parseEnv } from '../src/server/env.ts';
import { queueBackend } from '../src/server/queue/connection.ts';
import { createAgentCaller } from '../src/server/use-cases/create-agent-caller.ts';
import { readCommit } from '../src/server/use-cases/describe-machine.ts';
import { wakePools } from '../src/server/use-cases/evaluate-pools.ts';
import { tellVitals, type Vitals } from '../src/server/use-cases/tell-vitals.ts';
import { VERSION } from '../src/server/version.ts';
import type { QueueWorker } from './define-worker.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { fleetWorks } from './fleet-works.ts';
import { startQueue } from './queue-consumer.ts';
import { openValidator, type Validator } from './validation/open-validator.ts';

// An execution process. States: booting (may hold work already) -> working -> stopping (SIGTERM: nothing new is taken, short attempts end, the rest goes back)
// -> gone. A second signal, or a stop that hangs, ends it at once; what it held is then taken back when its lease runs out.

const STOP_LIMIT_MS = 7_000;

interface Parts {
  validator: Validator;
  vitals: Vitals;
  engine: Promise<Engine>;
  queue: Promise<QueueWorker>;
}

function stopOnSignals(deps: Deps, { validator, vitals, engine, queue }: Parts): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    deps.log.info({ signal }, 'stopping: handing work back');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    await Promise.all([(await engine).close(), validator.close()]);
    await vitals.close();
    await Promise.race([queue.then((open) => open.close()), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    await deps.feed.close();
    await deps.embedder?.close();
    await deps.db.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

async function boot(): Promise<void> {
  const env = parseEnv(process.env);
  await endOrphanCommands();
  const deps = createDeps({ env, name: 'worker', poolSize: 4, hotSize: 4 });
  const validator = openValidator(deps);
  const duties = { ...fleetWorks(deps), validate: () => validator.tend() };
  const options = {
    slots: env.HIVE_WORKER_SLOTS,
    version: VERSION,
    commit: readCommit(env.HIVE_ROOT),
    callAgent: createAgentCaller(deps),
    duties,
  };
  const vitals = tellVitals(deps, 'worker');
  const engine = startEngine(deps, options);
  const queue = engine.then((started) => startQueue(deps, queueBackend(env, 1), { tend: () => started.tend() }));
  // At once, not when all is ready: the engine takes work as soon as it runs, and what it took must go back whenever we are told to stop.
  stopOnSignals(deps, { validator, vitals, engine, queue });

  deps.feed.subscribe((topic) => {
    if (topic !== 'starved') return;
    wakePools(deps).catch((error: unknown) => deps.log.warn({ err: error }, 'pools were not woken; the next look will'));
  });

  await Promise.all([engine, queue, vitals.tell()]);
  deps.log.info({ slots: env.HIVE_WORKER_SLOTS }, 'worker ready');
  process.send?.({ ready: true });
}

await boot();
