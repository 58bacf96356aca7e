import { busiestWorker, type Member, workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { signalQuietly } from '../stack/start-hive.ts';
import { waitUntil } from '../stack/wait-until.ts';
import { called, expectCompleted, RUN_MS, wide } from '../workload.ts';
import { enlistHeld } from './kill-worker.ts';

const AGENT = 'held';
const WIDTH = 12;

/** When the process had handed back everything it held of a run; null: not yet. */
async function handedBackAt({ db }: Hive, runId: string, { id }: Member): Promise<number | null> {
  const { rows } = await db.query<{ at: number | null; open: number }>(
    `SELECT (extract(epoch FROM max(ended_at)) * 1000)::float8 AS at, count(*) FILTER (WHERE ended_at IS NULL)::int AS open
     FROM attempt WHERE run_id = $1 AND worker_id = $2`,
    [runId, id],
  );
  return rows[0]?.open === 0 ? rows[0].at : null;
}

/** A clean stop costs no attempt and counts as no loss. */
async function costs({ db }: Hive, runId: string): Promise<string[]> {
  const { rows } = await db.query<{ attempts: number; losses: number }>(
    'SELECT max(attempts) AS attempts, max(losses) AS losses FROM task WHERE run_id = $1',
    [runId],
  );
  const { attempts, losses } = rows[0] ?? { attempts: 0, losses: 0 };
  return attempts === 1 && losses === 0 ? [] : [`after clean stops a task has ${attempts} attempts and ${losses} losses`];
}

export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  about: 'SIGTERM to the execution process that holds most calls: it hands them back (detected), others call again, no attempt is used up',
  n: 30,
  promises: [{ of: 'detected', stat: 'max', atMost: 2_000 }],
  prepare: enlistHeld,
  inject: inSteps({
    async arrange(hive) {
      await workersReady(hive, 2);
      await hive.agents.behave(AGENT, { mode: 'hold' });
      const runId = await hive.client.submit(wide('chaos', WIDTH, { agent: AGENT }));
      await called(hive, runId, WIDTH);
      return { runId, victim: await busiestWorker(hive, runId) };
    },
    strike: async (_, { victim }) => signalQuietly(victim.pid, 'SIGTERM'),
    async heal(hive, { runId, victim }, at) {
      const options = { ms: RUN_MS, signal: hive.signal };
      const back = await waitUntil('everything is handed back', () => handedBackAt(hive, runId, victim), options);
      const again = () => {
        const calls = hive.agents.journal.callsOfRun(runId).filter(({ startedAt }) => startedAt > at);
        const starts = victim.tasks.map((task) => calls.find((call) => call.task === task)?.startedAt);
        return starts.every((start) => start !== undefined) && Math.max(...starts.map(Number));
      };
      const recovered = await waitUntil('every task is called again', again, options);
      await hive.agents.behave(AGENT, { mode: 'ok' });
      const violations = [...(await expectCompleted(hive, runId)), ...(await costs(hive, runId))];
      return { detectedMs: back - at, recoveredMs: recovered - at, facts: { tasks: victim.tasks.length }, violations };
    },
  }),
};
