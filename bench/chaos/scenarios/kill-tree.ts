import { inSteps, type Scenario } from '../scenario.ts';
import { expectCompleted } from '../workload.ts';
import { type Caught, catchMidTask, enlistHeld, timeTakeover } from './kill-worker.ts';

export const killTree: Scenario = {
  name: 'kill-tree',
  about:
    'kill -9 of everything at once, PostgreSQL included, then a start on the same data (times include it): every acknowledged run ends',
  n: 5,
  prepare: enlistHeld,
  inject: inSteps<Caught & { readyAt: number }>({
    arrange: async (hive) => ({ ...(await catchMidTask(hive)), readyAt: 0 }),
    async strike(hive, state) {
      await hive.product.killAll();
      await hive.postgres.end('SIGKILL');
      await hive.postgres.start();
      await hive.product.start();
      state.readyAt = Date.now();
    },
    async heal(hive, caught, at) {
      // What another process held is lost as well; the takeover of the one that was caught stands for all.
      const injection = await timeTakeover(hive, caught, at);
      await hive.agents.behave('held', { mode: 'ok' });
      const facts = { ...injection.facts, ready_ms: caught.readyAt - at };
      return { ...injection, facts, violations: await expectCompleted(hive, caught.runId) };
    },
  }),
};
