import { QUEUE_NAME } from '../../../src/server/queue/jobs.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { findRedis } from '../stack/start-redis.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { RUN_MS } from '../workload.ts';
import { completes, enlistSteady, startSteady } from './steady-work.ts';
import { queuedAgain } from './wipe-queue.ts';

const DOWN_MS = 2_000;
const LASTS_MS = 5_000;
/** When the queue last did something with a job, by the id of the newest entry of its own event stream; milliseconds. */
async function lastJobAt({ redis }: Hive): Promise<number> {
  const reply = await redis?.ask('XREVRANGE', `bull:${QUEUE_NAME}:events`, '+', '-', 'COUNT', '1');
  return Number(/\r\n(\d{13})-\d+\r\n/.exec(reply ?? '')?.[1] ?? 0);
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
        const at = await lastJobAt(hive);
        return at > upAt && at;
      };
      const ranAt = await waitUntil('the queue brings a job', look, { ms: RUN_MS, signal: hive.signal });
      return { detectedMs: null, recoveredMs: ranAt - upAt, violations: await completes(hive, runId) };
    },
  }),
};
