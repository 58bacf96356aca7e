import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { findRedis } from '../stack/start-redis.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { RUN_MS } from '../workload.ts';
import { completes, enlistSteady, startSteady } from './steady-work.ts';
import { queuedAgain } from './wipe-queue.ts';

const DOWN_MS = 2_000;
const LASTS_MS = 5_000;
/** Does its work only when the queue brings it; no other net does. */
const DUTY = 'learn-belief';

async function lastRun({ db }: Hive): Promise<number> {
  const { rows } = await db.query<{ at: number }>('SELECT (extract(epoch FROM ran_at) * 1000)::float8 AS at FROM duty WHERE name = $1', [
    DUTY,
  ]);
  return rows[0]?.at ?? 0;
}

interface Restart {
  runId: string;
  upAt: number;
}

export const restartRedis: Scenario = {
  name: 'restart-redis',
  about: 'Redis killed and started again 2 s later with what it had: runs go on meanwhile, and the queue brings its jobs again',
  n: 10,
  demands: { backend: 'redis' },
  promises: [{ of: 'recovered', stat: 'max', atMost: 10_000 }],
  missing: () => (findRedis() === null ? 'there is no redis-server on this machine' : null),
  prepare: enlistSteady,
  inject: inSteps<Restart>({
    async arrange(hive) {
      await queuedAgain(hive);
      return { runId: await startSteady(hive, LASTS_MS), upAt: 0 };
    },
    async strike(hive, state) {
      await hive.redis?.kill();
      await pause(DOWN_MS, hive.signal);
      await hive.redis?.start();
      state.upAt = Date.now();
    },
    async heal(hive, { runId, upAt }) {
      const look = async () => {
        const at = await lastRun(hive);
        return at > upAt && at;
      };
      const ranAt = await waitUntil('the queue brings a job', look, { ms: RUN_MS, signal: hive.signal });
      return { detectedMs: null, recoveredMs: ranAt - upAt, violations: await completes(hive, runId) };
    },
  }),
};
