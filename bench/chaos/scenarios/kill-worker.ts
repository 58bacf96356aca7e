import { attemptsOf, busiestWorker, type Member, takenBackAt, workersReady } from '../fleet-facts.ts';
import { type Injection, inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { called, enlist, expectCompleted, RUN_MS, wide } from '../workload.ts';

const AGENT = 'held';
const WIDTH = 12;
/** The moment within lease renewals and sweeps is left to chance. Milliseconds. */
const OFFSET_MS = 2_000;

export interface Caught {
  runId: string;
  victim: Member;
  /** Ids of the tasks it held. */
  held: string[];
}

/** A run whose calls are all under way, and the process that holds most of them. */
export async function catchMidTask(hive: Hive): Promise<Caught> {
  await workersReady(hive, 2);
  await hive.agents.behave(AGENT, { mode: 'hold' });
  const runId = await hive.client.submit(wide('chaos', WIDTH, { agent: AGENT }));
  await called(hive, runId, WIDTH);
  await pause(hive.random() * OFFSET_MS, hive.signal);
  const { tasks, ...victim } = await busiestWorker(hive, runId);
  return { runId, victim, held: tasks };
}

export const enlistHeld = async (hive: Hive): Promise<void> => {
  await enlist(hive, AGENT, { mode: 'hold' });
};

/** From the strike until others took back, and until every task that was held is called again. */
export async function timeTakeover(hive: Hive, { runId, victim, held }: Caught, at: number): Promise<Injection> {
  const { signal } = hive;
  const again = await waitUntil(
    'every held task is called again',
    () => {
      const calls = hive.agents.journal.callsOfRun(runId).filter((call) => call.startedAt > at);
      const starts = held.map((task) => calls.find((call) => call.task === task)?.startedAt ?? null);
      return starts.every((start) => start !== null) && Math.max(...starts.map(Number));
    },
    { ms: RUN_MS, signal },
  );
  const detected = await waitUntil('everything was taken back', () => takenBackAt(hive, runId, victim.id), { ms: RUN_MS, signal });
  return { detectedMs: detected - at, recoveredMs: again - at, facts: { tasks: held.length } };
}

/** Lets the agent go on, and expects the run to complete with one loss for every task that was held, and none for others. */
export async function letGo(hive: Hive, { runId, held }: Caught): Promise<string[]> {
  await hive.agents.behave(AGENT, { mode: 'ok' });
  const violations = await expectCompleted(hive, runId);
  const { lost = 0 } = await attemptsOf(hive, runId);
  return lost === held.length ? violations : [...violations, `${lost} attempts were lost, ${held.length} were held`];
}

export const killWorker: Scenario = {
  name: 'kill-worker',
  about: 'kill -9 of an execution process in the middle of its calls: each of them runs again elsewhere, under the same key',
  n: 50,
  promises: [
    { of: 'detected', stat: 'max', atMost: 5_000 },
    { of: 'recovered', stat: 'p95', atMost: 10_000 },
    { of: 'recovered', stat: 'max', atMost: 15_000 },
  ],
  prepare: enlistHeld,
  inject: inSteps({
    arrange: catchMidTask,
    strike: async (_, { victim }) => signalQuietly(victim.pid, 'SIGKILL'),
    async heal(hive, caught, at) {
      const injection = await timeTakeover(hive, caught, at);
      return { ...injection, violations: await letGo(hive, caught) };
    },
  }),
};
