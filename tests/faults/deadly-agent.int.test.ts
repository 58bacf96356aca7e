import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { agentBreaker } from '../../src/server/core/breaker/resource.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { listDeadLetters } from '../../src/server/use-cases/list-dead-letters.ts';
import { readBreaker } from '../../src/server/use-cases/read-breaker.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { task } from '../engine/harness.ts';
import { expectInvariants } from '../engine/invariants.ts';
import { createInstallation, type Installation } from '../fixtures/installation.ts';
import { endOf } from './fault-fleet.ts';
import { buildWorkers, type WorkerBundle, type WorkerProcess } from './worker-process.ts';

const BY = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' } as const;
/** Ends whoever started it, as a program that takes all memory does. */
const KILL_PARENT = ['/bin/sh', '-c', 'kill -9 $PPID'];
const PROCESSES = 2;
/** Every death costs a lifeline and the start of a process. */
const PATIENCE_MS = 240_000;

let hive: Installation;
let bundle: WorkerBundle;
let fleet: WorkerProcess[] = [];
let closing = false;
let deaths = 0;
beforeAll(async () => {
  [hive, bundle] = await Promise.all([createInstallation(), buildWorkers()]);
});
afterAll(async () => {
  closing = true;
  for (const worker of fleet) worker.signal('SIGTERM');
  await Promise.all(fleet.map((worker) => worker.exited));
  await bundle.remove();
  await hive.close();
});

/** Starts a process, and another one in its place whenever it dies, be it before it is ready, as a supervisor does. */
function keepAlive(): void {
  const worker = bundle.begin(hive.url, { ENABLE_CIRCUIT_BREAKERS: '1' });
  fleet.push(worker);
  void worker.exited.then(() => {
    fleet = fleet.filter((each) => each !== worker);
    if (closing) return;
    deaths += 1;
    keepAlive();
  });
}

const enlist = (agent: object) => registerAgent(hive.deps, registerAgentSchema.parse(agent), BY);

test(
  '[RC56] an agent that kills every process that calls it is isolated, and its tasks are done by another one',
  async () => {
    const capabilities = [{ name: 'bite' }];
    const viper = await enlist({ name: 'viper', kind: 'command', max_concurrent_tasks: 3, capabilities, config: { argv: KILL_PARENT } });
    const ids = ['a', 'b', 'c', 'd'];
    const tasks = ids.map((id) => task(id, [], { required_capabilities: ['bite'] }));
    const { runId } = await executeWorkflow(hive.deps, { definition: { name: 'snake pit', tasks } }, BY);
    for (let count = 0; count < PROCESSES; count += 1) keepAlive();
    const stateOf = async () => (await readBreaker(hive.deps, agentBreaker(viper.id))).state;
    await expect.poll(stateOf, { timeout: PATIENCE_MS, interval: 250 }).toBe('forced_open');
    await enlist({ name: 'mongoose', kind: 'simulated', max_concurrent_tasks: 4, capabilities, config: { latency_ms: 1 } });
    expect(await endOf(hive.deps, runId)).toBe('completed');
    expect((await listDeadLetters(hive.deps, { limit: 10, runId })).data).toEqual([]);
    const { rows } = await hive.deps.db.pool.query('SELECT losses, attempts FROM task WHERE run_id = $1', [runId]);
    expect(rows).toEqual(ids.map(() => ({ losses: 0, attempts: 1 })));
    expect(deaths).toBeGreaterThanOrEqual(3);
    console.log(`isolated after ${deaths} deaths`);
    await expectInvariants(hive.deps.db.pool, [], true);
  },
  2 * PATIENCE_MS,
);
