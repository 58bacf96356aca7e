import { attemptsOf, workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import { pause } from '../stack/wait-until.ts';
import { expectCompleted } from '../workload.ts';
import { enlistSteady, startSteady } from './steady-work.ts';

const LASTS_MS = 4_000;
const MOST_MS = 600_000;
/** Long enough for leases to be renewed and sweeps to be made under the other clock. Milliseconds. */
const UNDER_IT_MS = 4_000;

export const clockSkew: Scenario = {
  name: 'clock-skew',
  about: 'the wall clocks of web and execution processes jump, each by up to 10 minutes either way: nothing is lost, nobody loses a lease',
  n: 10,
  demands: { orders: true },
  prepare: enlistSteady,
  inject: inSteps({
    async arrange(hive) {
      await workersReady(hive, 2);
      return startSteady(hive, LASTS_MS);
    },
    async strike(hive) {
      for (const pid of [...hive.product.pids('worker'), ...hive.product.pids('web')]) {
        hive.order(pid, { skewMs: Math.round((hive.random() * 2 - 1) * MOST_MS) });
      }
    },
    async heal(hive, runId) {
      await pause(UNDER_IT_MS, hive.signal);
      const violations = await expectCompleted(hive, runId);
      const { completed: _, ...others } = await attemptsOf(hive, runId);
      if (Object.keys(others).length > 0) violations.push(`attempts ended otherwise: ${JSON.stringify(others)}`);
      return { detectedMs: null, recoveredMs: null, faults: 3, violations };
    },
  }),
};
