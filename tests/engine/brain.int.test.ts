import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewDecisionRecord } from '../../src/server/core/routing/decision-record.ts';
import { BUILT_IN_MODEL } from '../../src/server/core/routing/routing-model.ts';
import { learnBeliefNow } from '../../src/server/use-cases/learn-belief.ts';
import { createHarness, type Harness, task } from './harness.ts';
import { completed, createHold, failedWith, type Hold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  // The tests say when and from what is learned: the workers' own learning would read outcomes before they are what a test makes of them.
  await hive.rows(`INSERT INTO duty (name, ran_at) VALUES ('learn-belief', 'infinity')`);
  await hive.startWorker();
});
afterAll(() => hive.close());

const CONTRACT = { condition: 'output.right == true' };

/** Learning leaves the newest second alone, so that no slower commit is overtaken; what ended is made to have ended a little earlier. */
async function learn(): Promise<number> {
  await hive.rows(
    `UPDATE attempt SET created_at = created_at - interval '3 s', started_at = started_at - interval '3 s', ended_at = ended_at - interval '3 s'
     WHERE ended_at > clock_timestamp() - interval '2 s'`,
  );
  let learned = 0;
  for (let read = 1; read > 0; learned += read) read = await learnBeliefNow(hive.deps, BUILT_IN_MODEL.memory);
  await hive.tellFleet();
  return learned;
}

/** Runs `count` tasks of a type, learning after every ten; answers how many each agent got in each ten. */
async function work(type: string, count: number, more: Record<string, unknown> = {}): Promise<Map<string, number>[]> {
  const shares: Map<string, number>[] = [];
  for (let done = 0; done < count; done += 10) {
    const tasks = Array.from({ length: 10 }, (_, at) =>
      task(`t${at}`, [], { task_type: type, required_capabilities: [type], retry: { max_attempts: 1 }, ...more }),
    );
    const { runId } = await hive.run({ tasks, failure_tolerance: 1, max_concurrent_tasks: 2, execution_mode: 'parallel' });
    const rows = await hive.rows<{ name: string; n: number }>(
      'SELECT g.name, count(*)::int AS n FROM attempt a JOIN agent g ON g.id = a.agent_id WHERE a.run_id = $1 GROUP BY 1',
      [runId],
    );
    shares.push(new Map(rows.map(({ name, n }) => [name, n])));
    await learn();
  }
  return shares;
}

const shareOf = (shares: Map<string, number>[], name: string) =>
  shares.reduce((sum, share) => sum + (share.get(name) ?? 0), 0) / Math.max(1, shares.length * 10);

describe('the brain in the engine', () => {
  it('[EB1] an agent that claims success and fails its contract loses its traffic within 50 tasks', async () => {
    await hive.addAgent({ name: 'liar', slots: 10, capabilities: ['judged'] });
    await hive.addAgent({ name: 'honest a', slots: 10, capabilities: ['judged'] });
    await hive.addAgent({ name: 'honest b', slots: 10, capabilities: ['judged'] });
    hive.agents.on('judged', (_, agent) => completed({ right: agent.name !== 'liar', claim: 'done' }));
    const shares = await work('judged', 80, { contract: CONTRACT });
    expect(shareOf(shares.slice(5), 'liar')).toBeLessThanOrEqual(0.1 / 3 + 0.034);
  });

  it('[EB2] every assignment records its exact probability, its model and what was expected', async () => {
    const rows = await hive.rows<{ record: NewDecisionRecord }>('SELECT record FROM decision ORDER BY id DESC LIMIT 20');
    expect(rows).toHaveLength(20);
    for (const { record } of rows) {
      expect(record.propensity).toBeGreaterThan(0);
      expect(record.propensity).toBeLessThanOrEqual(1);
      expect(record.model).toBe(1);
      const [mean, low, high, samples] = record.predicted?.success ?? [0, 1, 0, 0];
      expect(low).toBeLessThanOrEqual(mean);
      expect(mean).toBeLessThanOrEqual(high);
      expect(samples).toBeGreaterThan(0);
    }
  });

  it('[EB3] an outcome teaches once, and what no agent could help teaches nothing of it', async () => {
    expect(await learn()).toBe(0);
    const [before] = await hive.rows<{ state: { returned: { rows: unknown[] } } }>('SELECT state FROM routing_belief');
    await hive.addAgent({ name: 'unlucky', slots: 10, capabilities: ['cut_off'] });
    hive.agents.on('cut_off', () => failedWith({ code: 'internal', retryable: false }));
    const tasks = [task('a', [], { task_type: 'cut_off', required_capabilities: ['cut_off'], retry: { max_attempts: 1 } })];
    await hive.run({ tasks });
    expect(await learn()).toBe(1);
    const [after] = await hive.rows<{ state: { returned: { rows: unknown[] } } }>('SELECT state FROM routing_belief');
    expect(after?.state.returned.rows).toHaveLength(before?.state.returned.rows.length ?? -1);
  });

  describe('a faster agent', () => {
    const HOURS: Record<string, number> = { swift: 1, steady: 6 };
    const ids: Record<string, string> = {};
    const race = (id: string, capability: string) => task(id, [], { task_type: 'race', required_capabilities: [capability] });

    /** What is known of both: the one takes about an hour, the other six. */
    beforeAll(async () => {
      for (const name of Object.keys(HOURS)) {
        ids[name] = await hive.addAgent({ name, slots: 1, capabilities: ['race', name] });
        await hive.run({ tasks: Array.from({ length: 40 }, (_, at) => race(`t${at}`, name)), max_concurrent_tasks: 40 });
        await hive.rows(
          `UPDATE attempt SET started_at = ended_at - $2 * (1 + (number_of % 3) * 0.01) * interval '1 hour'
           FROM (SELECT id AS of, row_number() OVER () AS number_of FROM attempt) n WHERE id = n.of AND agent_id = $1`,
          [ids[name], HOURS[name]],
        );
      }
      await learn();
    });

    /** A run of which one task keeps the swift agent busy and the other may go to either. */
    async function start(execution_mode: 'adaptive' | 'parallel'): Promise<{ first: string; runId: string; hold: Hold }> {
      const hold = createHold();
      hive.agents.on('race', hold.script);
      const first = await hive.submit({ tasks: [race('first', 'swift')] });
      await hive.agents.begun(first, 1);
      return { first, runId: await hive.submit({ tasks: [race('either', 'race')], execution_mode }), hold };
    }

    /** Starts such runs until one waits: the dispatcher hears some moments later that something was learned. */
    async function startUntilOneWaits(): Promise<{ runId: string; hold: Hold }> {
      for (;;) {
        const { first, runId, hold } = await start('adaptive');
        await hive.until(async () => {
          const { either } = await hive.tasks(runId);
          return either?.wait_reason === 'faster_agent' || either?.status === 'assigned' || either?.status === 'running';
        });
        if ((await hive.tasks(runId)).either?.wait_reason === 'faster_agent') return { runId, hold };
        hold.release();
        await Promise.all([first, runId].map((id) => hive.ended(id)));
      }
    }

    it('[SO28] is waited for in an adaptive run, and the task goes on when it is free', async () => {
      const { runId, hold } = await startUntilOneWaits();
      const [wait] = await hive.rows<{ wait_detail: string }>('SELECT wait_detail FROM task WHERE run_id = $1', [runId]);
      expect(wait?.wait_detail).toMatch(/^swift is expected to be free in \d+ s and to end it \d+ s from now; steady is free and needs/);
      hold.release();
      expect(await hive.ended(runId)).toBe('completed');
      const [row] = await hive.rows<{ record: NewDecisionRecord }>(
        'SELECT d.record FROM decision d JOIN task t ON t.id = d.task_id WHERE t.run_id = $1',
        [runId],
      );
      expect(row?.record).toMatchObject({ total: 2, late: { count: 1, agents: [ids.steady] } });
    });

    it('[SO28] is not waited for in a parallel run', async () => {
      const { runId, hold } = await start('parallel');
      await hive.agents.begun(runId, 1);
      expect(hive.agents.effectsOf(runId)).toMatchObject([{ agentId: ids.steady }]);
      hold.release();
      expect(await hive.ended(runId)).toBe('completed');
    });
  });
});
