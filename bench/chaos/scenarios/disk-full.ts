import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { fillDisk, freeDisk, placeOnSmallDisk, smallDiskMissing } from '../stack/small-disk.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { RUN_MS } from '../workload.ts';
import { completes, enlistSteady, resumedMs, startSteady } from './steady-work.ts';

const FULL_MS = 6_000;
const LASTS_MS = 10_000;

interface Full {
  runId: string;
  /** When there was space again and the server took connections. */
  freeAt: number;
  toldAt: number | null;
}

/** As an operator does: makes room, and starts the server where it has given up. */
async function makeRoom(hive: Hive): Promise<void> {
  freeDisk(hive.databaseFolder);
  const answers = () => hive.db.query('SELECT 1').then(() => true);
  await waitUntil('PostgreSQL', answers, { ms: 3_000, signal: hive.signal }).catch(async () => {
    await hive.postgres.end('SIGQUIT');
    await hive.postgres.start();
  });
  await waitUntil('PostgreSQL', answers, { ms: RUN_MS, signal: hive.signal });
}

export const diskFull: Scenario = {
  name: 'disk-full',
  about: `no byte left on PostgreSQL's disk for 6 s under load (recovered: from space to the next call): nothing is lost, nothing half written`,
  n: 3,
  demands: { placeDatabase: placeOnSmallDisk },
  missing: smallDiskMissing,
  prepare: enlistSteady,
  inject: inSteps<Full>({
    arrange: async (hive) => ({ runId: await startSteady(hive, LASTS_MS), freeAt: 0, toldAt: null }),
    async strike(hive, state) {
      fillDisk(hive.databaseFolder);
      // Writes that need room make PostgreSQL notice; what it had reserved may carry it for a while.
      const write = hive.db.query('CREATE TABLE chaos_filler AS SELECT repeat(md5(i::text), 50) FROM generate_series(1, 200000) i');
      const refused = write.then(
        () => null,
        () => Date.now(),
      );
      await pause(FULL_MS, hive.signal);
      await makeRoom(hive);
      state.toldAt = await refused;
      await hive.db.query('DROP TABLE IF EXISTS chaos_filler');
      state.freeAt = Date.now();
    },
    async heal(hive, { runId, freeAt, toldAt }, at) {
      const recoveredMs = await resumedMs(hive, runId, freeAt).catch(() => null);
      return { detectedMs: toldAt === null ? null : toldAt - at, recoveredMs, violations: await completes(hive, runId) };
    },
  }),
};
