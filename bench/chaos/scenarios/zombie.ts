import { attemptsOf, type Member } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { RUN_MS } from '../workload.ts';
import { type Caught, catchMidTask, enlistHeld, letGo, timeTakeover } from './kill-worker.ts';

/** What a process that wakes up still wants to say, it says within this. Milliseconds. */
const LATE_WORDS_MS = 1_500;

/** Resolves when the process is a member again, under another id. */
const rejoined = (hive: Hive, { id, pid }: Member) =>
  waitUntil(
    'the woken process joins anew',
    async () => {
      const { rowCount } = await hive.db.query('SELECT 1 FROM worker WHERE pid = $1 AND id <> $2 AND ended_at IS NULL', [pid, id]);
      return rowCount === 1;
    },
    { ms: RUN_MS, signal: hive.signal },
  );

async function wake(hive: Hive, { runId, victim }: Caught): Promise<string[]> {
  const before = JSON.stringify(await attemptsOf(hive, runId));
  const calls = hive.agents.journal.callsOfRun(runId).length;
  signalQuietly(victim.pid, 'SIGCONT');
  await rejoined(hive, victim);
  await pause(LATE_WORDS_MS, hive.signal);
  const after = JSON.stringify(await attemptsOf(hive, runId));
  const late = hive.agents.journal.callsOfRun(runId).length - calls;
  return [
    ...(before === after ? [] : [`what the woken process said changed the records: ${before} became ${after}`]),
    ...(late === 0 ? [] : [`the woken process made ${late} more calls`]),
  ];
}

export const zombie: Scenario = {
  name: 'zombie',
  about: 'SIGSTOP beyond the lease, then SIGCONT: others take over, what the woken process says is refused, and it joins anew',
  n: 10,
  leniency: { overlaps: true },
  promises: [
    { of: 'recovered', stat: 'p95', atMost: 10_000 },
    { of: 'recovered', stat: 'max', atMost: 15_000 },
  ],
  prepare: enlistHeld,
  inject: inSteps({
    arrange: catchMidTask,
    strike: async (_, { victim }) => signalQuietly(victim.pid, 'SIGSTOP'),
    async heal(hive, caught, at) {
      const injection = await timeTakeover(hive, caught, at);
      const ended = await letGo(hive, caught);
      return { ...injection, violations: [...ended, ...(await wake(hive, caught))] };
    },
  }),
};
