import { randomUUID } from 'node:crypto';
import { createPullAgent } from '../agent/pull-agent.ts';
import { inSteps, type Scenario } from '../scenario.ts';
import { pause } from '../stack/wait-until.ts';
import { endOf, taskOf } from '../workload.ts';

/** A live agent beats this often, and falls silent somewhere in between. Milliseconds. */
const BEAT_MS = 1_000;

export const killPullAgent: Scenario = {
  name: 'kill-pull-agent',
  about: 'a pull agent that beats every second dies with its task: another one gets it, and what the dead one says late is refused',
  n: 20,
  together: 5,
  promises: [
    { of: 'recovered', stat: 'p95', atMost: 10_000 },
    { of: 'recovered', stat: 'max', atMost: 15_000 },
  ],
  inject: inSteps({
    async arrange(hive) {
      const craft = `craft-${randomUUID()}`;
      const agent = await createPullAgent(hive, `${craft} first`, craft);
      const runId = await hive.client.submit({ name: 'pulled', tasks: [taskOf('only', { agent: craft })] });
      const claimed = await agent.claim();
      for (let beats = 0; beats < 3; beats += 1) {
        await pause(BEAT_MS, hive.signal);
        await agent.beat(claimed);
      }
      const other = await createPullAgent(hive, `${craft} second`, craft);
      const waiting = other.claim();
      waiting.catch(() => {});
      await agent.beat(claimed);
      await pause(hive.random() * BEAT_MS, hive.signal);
      return { runId, claimed, agent, other, waiting };
    },
    // It says nothing more: to the product that is what a killed process looks like.
    strike: async () => {},
    async heal(hive, { runId, claimed, agent, other, waiting }, at) {
      const again = await waiting;
      const late = await agent.complete(claimed, { said: 'late' });
      const end = [await other.complete(again, { said: 'in time' }), await endOf(hive, runId)].join(' ');
      const { rows } = await hive.db.query<{ at: number }>(
        `SELECT (extract(epoch FROM ended_at) * 1000)::float8 AS at FROM attempt WHERE run_id = $1 AND status = 'lost'`,
        [runId],
      );
      const violations = [
        ...(late === 409 ? [] : [`a late result was answered ${late}`]),
        ...(end === '200 completed' ? [] : [`the second attempt ended ${end}`]),
      ];
      return { detectedMs: (rows[0]?.at ?? Number.NaN) - at, recoveredMs: again.at - at, violations };
    },
  }),
};
