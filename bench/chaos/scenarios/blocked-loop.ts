import { attemptsOf, busiestWorker, workersReady } from '../fleet-facts.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import { pause } from '../stack/wait-until.ts';
import { called, expectCompleted, wide } from '../workload.ts';
import { enlistHeld } from './kill-worker.ts';

const AGENT = 'held';
const WIDTH = 8;
const BLOCK_MS = 5_000;
/** A lease that ran out during the block would be taken by the next sweep. Milliseconds. */
const SWEEP_MS = 2_500;

export const blockedLoop: Scenario = {
  name: 'blocked-loop',
  about: 'the event loop of an execution process is busy for 5 s: a false alarm would take its work away; it keeps all of it',
  n: 5,
  demands: { orders: true },
  prepare: enlistHeld,
  inject: inSteps({
    async arrange(hive) {
      await workersReady(hive, 2);
      await hive.agents.behave(AGENT, { mode: 'hold' });
      const runId = await hive.client.submit(wide('chaos', WIDTH, { agent: AGENT }));
      await called(hive, runId, WIDTH);
      return { runId, victim: await busiestWorker(hive, runId) };
    },
    strike: async (hive, { victim }) => hive.order(victim.pid, { blockMs: BLOCK_MS }),
    async heal(hive, { runId }) {
      await pause(BLOCK_MS + SWEEP_MS, hive.signal);
      await hive.agents.behave(AGENT, { mode: 'ok' });
      const violations = await expectCompleted(hive, runId);
      const { completed = 0, ...others } = await attemptsOf(hive, runId);
      const alarms = Object.values(others).reduce((sum, n) => sum + n, 0);
      if (alarms > 0) violations.push(`a live process lost its work: ${JSON.stringify(others)}`);
      return { detectedMs: null, recoveredMs: null, facts: { kept: completed, false_alarms: alarms }, violations };
    },
  }),
};
