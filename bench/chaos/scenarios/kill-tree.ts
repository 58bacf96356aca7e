import { inSteps, type Scenario } from '../scenario.ts';
import { expectCompleted } from '../workload.ts';
import { catchMidTask, enlistHeld, timeTakeover } from './kill-worker.ts';

export const killTree: Scenario = {
  name: 'kill-tree',
  about: 'kill -9 of everything at once, PostgreSQL included, then a start on the same data: every acknowledged run ends',
  n: 5,
  prepare: enlistHeld,
  inject: inSteps({
    arrange: catchMidTask,
    async strike(hive) {
      await hive.product.killAll();
      await hive.postgres.end('SIGKILL');
      await hive.postgres.start();
      await hive.product.start();
    },
    async heal(hive, caught, at) {
      // What another process held is lost as well; the takeover of the one that was caught stands for all.
      const injection = await timeTakeover(hive, caught, at);
      await hive.agents.behave('held', { mode: 'ok' });
      return { ...injection, violations: await expectCompleted(hive, caught.runId) };
    },
  }),
};
