import { MAX_LOSSES } from '../../../src/server/core/task/settle.ts';
import { workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { endOf, enlist, taskOf, wide } from '../workload.ts';

const POISON = 'poison';
const NEIGHBOUR = 'neighbour';
/** Every death costs a lease and a sweep; milliseconds. */
const PATIENCE_MS = (MAX_LOSSES + 2) * 15_000;

/** A program that ends whoever started it, as a program that takes all memory does; for one task, so that it is the task that is to blame. */
const KILL_PARENT = ['/bin/sh', '-c', 'if grep -q poison-pill; then kill -9 $PPID; else echo 1; fi'];

async function enlistPoison(hive: Hive): Promise<void> {
  const capabilities = [{ name: POISON, proficiency: 0.9 }];
  await hive.client.addAgent({ name: POISON, kind: 'command', capabilities, config: { argv: KILL_PARENT } });
  await enlist(hive, NEIGHBOUR, { latencyMs: 100 });
}

/** How often the task was given out. */
async function startsOf({ db }: Hive, runId: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM attempt WHERE run_id = $1', [runId]);
  return rows[0]?.n ?? 0;
}

export const poisonTask: Scenario = {
  name: 'poison-task',
  about: `a task kills every process that runs it: given up after at most ${MAX_LOSSES + 1} deaths, its neighbours complete, the fleet is whole again`,
  n: 1,
  leniency: { failures: true },
  prepare: enlistPoison,
  inject: inSteps({
    async arrange(hive) {
      await workersReady(hive, 2);
      const harmless = await hive.client.submit({ name: 'harmless', tasks: [taskOf('harmless', { agent: POISON })] });
      await endOf(hive, harmless, PATIENCE_MS);
      const neighbour = await hive.client.submit(wide('beside', 40, { agent: NEIGHBOUR }));
      return { neighbour, poison: '' };
    },
    async strike(hive, state) {
      state.poison = await hive.client.submit({ name: 'poison', tasks: [taskOf('poison-pill', { agent: POISON })] });
    },
    async heal(hive, { poison, neighbour }, at) {
      const end = await endOf(hive, poison, PATIENCE_MS);
      const detectedMs = Date.now() - at;
      const beside = await endOf(hive, neighbour, PATIENCE_MS);
      await workersReady(hive, 2);
      const deaths = await startsOf(hive, poison);
      const violations = [
        ...(end === 'failed' ? [] : [`the poisonous run ended ${end}`]),
        ...(beside === 'completed' ? [] : [`the run beside it ended ${beside}`]),
        ...(deaths <= MAX_LOSSES + 1 ? [] : [`it was given out ${deaths} times`]),
      ];
      return { detectedMs, recoveredMs: Date.now() - at, faults: deaths, facts: { deaths }, violations };
    },
  }),
};
