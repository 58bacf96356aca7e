import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewDecisionRecord } from '../../src/server/core/routing/decision-record.ts';
import { BUILT_IN_MODEL } from '../../src/server/core/routing/routing-model.ts';
import { learnBeliefNow } from '../../src/server/use-cases/learn-belief.ts';
import { createHarness, type Harness, task } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
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
  hive.deps.feed.publish(['agents']);
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
});
