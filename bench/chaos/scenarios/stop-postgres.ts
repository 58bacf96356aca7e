import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { completes, enlistSteady, resumedMs, startSteady } from './steady-work.ts';

const DOWN_MS = 3_000;
const LASTS_MS = 5_000;

export interface Outage {
  runId: string;
  /** When the database took connections again. */
  upAt: number;
  /** When the product first said that it is not well; null: it did not say so. */
  toldAt: number | null;
}

export async function outage(hive: Hive, state: Outage, downMs = DOWN_MS): Promise<void> {
  await hive.postgres.end('SIGQUIT');
  const told = waitUntil('health says so', async () => !(await hive.client.isHealthy()) && Date.now(), { ms: downMs, signal: hive.signal });
  const [toldAt] = await Promise.all([told.catch(() => null), pause(downMs, hive.signal)]);
  state.toldAt = toldAt;
  await hive.postgres.start();
  state.upAt = Date.now();
}

export const stopPostgres: Scenario = {
  name: 'stop-postgres',
  about:
    'PostgreSQL stopped at once for 3 s under load (recovered: from its return to the next call of an agent); health says it meanwhile',
  n: 10,
  promises: [{ of: 'recovered', stat: 'max', atMost: 5_000 }],
  prepare: enlistSteady,
  inject: inSteps<Outage>({
    arrange: async (hive) => ({ runId: await startSteady(hive, LASTS_MS), upAt: 0, toldAt: null }),
    strike: (hive, state) => outage(hive, state),
    async heal(hive, { runId, upAt, toldAt }, at) {
      const recoveredMs = await resumedMs(hive, runId, upAt);
      const silent = toldAt === null ? ['health did not say that the database is gone'] : [];
      return { detectedMs: toldAt === null ? null : toldAt - at, recoveredMs, violations: [...silent, ...(await completes(hive, runId))] };
    },
  }),
};
