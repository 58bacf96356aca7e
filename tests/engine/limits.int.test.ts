import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { createHarness, type Harness, task } from './harness.ts';
import { completed, createHold, hang } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) await hive.addAgent({ name, slots: 2 });
  await hive.startWorker();
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const many = (count: number, task_type: string) => Array.from({ length: count }, (_, at) => task(`t${at}`, [], { task_type }));

/** The most distinct agents that held live attempts of a run at the same moment. */
async function mostAgents(runId: string): Promise<number> {
  const [row] = await hive.rows<{ most: number }>(
    `SELECT max((SELECT count(DISTINCT b.agent_id) FROM attempt b
       WHERE b.run_id = a.run_id AND b.created_at <= a.created_at AND (b.ended_at IS NULL OR b.ended_at > a.created_at)))::int AS most
     FROM attempt a WHERE a.run_id = $1`,
    [runId],
  );
  return row?.most ?? 0;
}

test('[Q8] a run never has more agents at work than max_agents, uses all their slots, and says what it waits for', async () => {
  const hold = createHold();
  hive.agents.on('held', hold.script);
  const runId = await hive.submit({ tasks: many(9, 'held'), max_agents: 2, max_concurrent_tasks: 9 });
  await hive.agents.begun(runId, 4);
  await hive.until(async () => Object.values(await hive.tasks(runId)).filter((each) => each.wait_reason === 'max_agents').length === 5);
  expect(new Set(hive.agents.effectsOf(runId).map((effect) => effect.agentId)).size).toBe(2);
  const free = await hive.run({ tasks: [task('x')] });
  expect(free.status).toBe('completed');
  hold.release();
  expect(await hive.ended(runId)).toBe('completed');
  expect(await mostAgents(runId)).toBeLessThanOrEqual(2);
});

test('[Q8] nor while two processes dispatch many short tasks of many runs', async () => {
  hive.agents.on('short', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return completed(null);
  });
  const runs = await Promise.all(
    Array.from({ length: 5 }, (_, at) => hive.submit({ tasks: many(30, 'short'), max_agents: 1 + at, max_concurrent_tasks: 30 })),
  );
  for (const [at, runId] of runs.entries()) {
    expect(await hive.ended(runId)).toBe('completed');
    expect(await mostAgents(runId)).toBeLessThanOrEqual(1 + at);
  }
});

test('[T55] a run past its deadline fails: calls are stopped, open tasks are cancelled with the cause, one event says so', async () => {
  hive.agents.on('endless', hang);
  const runId = await hive.submit({
    tasks: [task('done'), task('a', ['done'], { task_type: 'endless' }), task('b', ['a'])],
    max_duration_minutes: 60,
  });
  await hive.until(async () => (await hive.tasks(runId)).a?.status === 'running');
  await hive.rows(`UPDATE run SET deadline_at = clock_timestamp() WHERE id = $1`, [runId]);
  await hive.rows(`DELETE FROM duty WHERE name = 'sweep'`);
  await sweepFleet(hive.deps);
  expect(await hive.ended(runId)).toBe('failed');
  const tasks = await hive.tasks(runId);
  expect(tasks.done?.status).toBe('completed');
  for (const key of ['a', 'b'])
    expect(tasks[key]).toMatchObject({ status: 'cancelled', error: { code: 'deadline_exceeded', retryable: false } });
  const events = await hive.events(runId);
  expect(events.slice(-4)).toEqual(['run.deadline_exceeded', 'task.cancelled a', 'task.cancelled b', 'run.failed']);
  await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND ended_at IS NULL', [runId])).length === 0);
});
