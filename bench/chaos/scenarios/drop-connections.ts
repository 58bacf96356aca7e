import { inSteps, type Scenario } from '../scenario.ts';
import { completes, enlistSteady, resumedMs, startSteady } from './steady-work.ts';

const LASTS_MS = 2_000;

export const dropConnections: Scenario = {
  name: 'drop-connections',
  about: 'every connection to PostgreSQL is cut under load: it costs time only',
  n: 50,
  promises: [{ of: 'recovered', stat: 'max', atMost: 5_000 }],
  prepare: enlistSteady,
  inject: inSteps({
    arrange: (hive) => startSteady(hive, LASTS_MS),
    async strike({ db }) {
      await db.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    },
    async heal(hive, runId, at) {
      const recoveredMs = await resumedMs(hive, runId, at);
      return { detectedMs: null, recoveredMs, violations: await completes(hive, runId) };
    },
  }),
};
