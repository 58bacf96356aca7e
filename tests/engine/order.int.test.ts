import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createHarness, type Harness, task } from './harness.ts';
import { completed } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'single', slots: 1 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

/** Leaves come first in the definition; the chain is what takes long. */
const LEAVES = ['leaf1', 'leaf2', 'leaf3'];
const definition = (execution_mode: 'adaptive' | 'optimized' | 'parallel') => ({
  execution_mode,
  max_concurrent_tasks: 1,
  tasks: [
    ...LEAVES.map((id) => task(id, [], { estimated_duration_minutes: 1 })),
    task('chain1', [], { estimated_duration_minutes: 5 }),
    task('chain2', ['chain1'], { estimated_duration_minutes: 5 }),
    task('chain3', ['chain2'], { estimated_duration_minutes: 5 }),
  ],
});
const orderOf = (runId: string) => hive.agents.effectsOf(runId).map(({ taskKey }) => taskKey);

describe('order of a run', () => {
  test.each(['adaptive', 'optimized'] as const)('[SO20] %s: the critical chain is started before the leaves', async (mode) => {
    const { runId, status } = await hive.run(definition(mode));
    expect(status).toBe('completed');
    expect(orderOf(runId)).toEqual(['chain1', 'chain2', 'chain3', ...LEAVES]);
  });

  test('[SO20] parallel: in the order of the definition', async () => {
    const { runId } = await hive.run(definition('parallel'));
    expect(orderOf(runId)).toEqual([...LEAVES, 'chain1', 'chain2', 'chain3']);
  });

  test('[SO21] without estimates the history of the types decides', async () => {
    const other = await createHarness();
    try {
      const agentId = await other.addAgent({ name: 'single', slots: 1 });
      await other.rows(
        `INSERT INTO agent_stat (agent_id, task_type, attempts, successes, duration_ms_sum) VALUES ($1, 'slow', 4, 4, 240000), ($1, 'fast', 4, 4, 40)`,
        [agentId],
      );
      for (const type of ['slow', 'fast']) other.agents.on(type, () => completed(type));
      await other.startWorker();
      const tasks = [task('short', [], { task_type: 'fast' }), task('long', [], { task_type: 'slow' })];
      const { runId } = await other.run({ max_concurrent_tasks: 1, tasks });
      expect(other.agents.effectsOf(runId).map(({ taskKey }) => taskKey)).toEqual(['long', 'short']);
    } finally {
      await other.close();
    }
  });
});
