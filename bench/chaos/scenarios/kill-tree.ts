import { inSteps, type Scenario } from '../scenario.ts';
import type { Hive } from '../stack/open-hive.ts';
import { expectCompleted } from '../workload.ts';
import { type Caught, catchMidTask, enlistHeld, timeTakeover } from './kill-worker.ts';

interface Felled extends Caught {
  /** When PostgreSQL took connections again, and when the product said that it is ready. */
  upAt: number;
  readyAt: number;
}

/** When the first execution process after a moment had joined the fleet; the machine's clock in milliseconds. */
async function joinedAt({ db }: Hive, after: number): Promise<number> {
  const { rows } = await db.query<{ at: number }>(
    `SELECT (extract(epoch FROM min(started_at)) * 1000)::float8 AS at FROM worker WHERE started_at > to_timestamp($1::float8 / 1000)`,
    [after],
  );
  return rows[0]?.at ?? Number.NaN;
}

export const killTree: Scenario = {
  name: 'kill-tree',
  about:
    'kill -9 of everything at once, PostgreSQL included, then a start on the same data (times include it): every acknowledged run ends',
  n: 5,
  prepare: enlistHeld,
  inject: inSteps<Felled>({
    arrange: async (hive) => ({ ...(await catchMidTask(hive)), upAt: 0, readyAt: 0 }),
    async strike(hive, state) {
      await hive.product.killAll();
      await hive.postgres.end('SIGKILL');
      await hive.postgres.start();
      state.upAt = Date.now();
      await hive.product.start();
      state.readyAt = Date.now();
    },
    async heal(hive, caught, at) {
      // What another process held is lost as well; the takeover of the one that was caught stands for all.
      const injection = await timeTakeover(hive, caught, at);
      await hive.agents.behave('held', { mode: 'ok' });
      const phases = { database_ms: caught.upAt - at, joined_ms: (await joinedAt(hive, at)) - at, ready_ms: caught.readyAt - at };
      const facts = { ...injection.facts, ...phases };
      return { ...injection, facts, violations: await expectCompleted(hive, caught.runId) };
    },
  }),
};
