import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'wide', slots: 400 });
  await hive.addAgent({ name: 'single', slots: 1, capabilities: ['single'] });
  await hive.addAgent({ name: 'three-a', slots: 2, capabilities: ['three'] });
  await hive.addAgent({ name: 'three-b', slots: 3, capabilities: ['three'] });
  await hive.addAgent({ name: 'three-c', slots: 5, capabilities: ['three'] });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const turn = () => new Promise((resolve) => setImmediate(resolve));
const many = (count: number, more: Record<string, unknown>) => Array.from({ length: count }, (_, at) => task(`t${at}`, [], more));
const parked = async (runId: string, reason: string) =>
  (await hive.rows<{ n: number }>('SELECT count(*)::int AS n FROM task WHERE run_id = $1 AND wait_reason = $2', [runId, reason]))[0]?.n ??
  0;

describe('limits', () => {
  test.each([1, 3])('[Q1] 200 parallel tasks under max_concurrent_tasks %i: never more at once, all done', async (limit) => {
    const type = `limit${limit}`;
    hive.agents.on(type, async () => {
      await turn();
      return completed(null);
    });
    const { status } = await hive.run({ max_concurrent_tasks: limit, tasks: many(200, { task_type: type }) });
    expect(status).toBe('completed');
    expect(hive.agents.mostAtOnce(type)).toBe(limit);
  });

  test('[Q2] 200 tasks for three agents with 2, 3 and 5 slots: never more than these at once, all ten used', async () => {
    hive.agents.on('three', async () => {
      await turn();
      return completed(null);
    });
    const tasks = many(200, { task_type: 'three', required_capabilities: ['three'] });
    const { status } = await hive.run({ max_concurrent_tasks: 1_000, tasks });
    expect(status).toBe('completed');
    expect(hive.agents.mostAtOnce('three')).toBe(10);
  });

  test('[Q2] a task without a free slot waits for capacity, named, and goes on when one is freed', async () => {
    const hold = createHold();
    hive.agents.on('one-slot', hold.script);
    const runId = await hive.submit({ tasks: many(3, { task_type: 'one-slot', required_capabilities: ['single'] }) });
    await hive.until(async () => (await parked(runId, 'capacity')) === 2);
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
    expect(hive.agents.mostAtOnce('one-slot')).toBe(1);
  });
});

describe('gates', () => {
  test('[Q3] a task nobody can take waits with its reason, and goes on when an agent that can is registered', async () => {
    const runId = await hive.submit({ max_concurrent_tasks: 1_000, tasks: many(600, { required_capabilities: ['rare'] }) });
    await hive.until(async () => (await parked(runId, 'no_capable_agent')) === 600);
    const { t0 } = await hive.tasks(runId);
    expect(t0).toMatchObject({ status: 'ready', fence: 0 });
    await hive.addAgent({ name: 'rare', slots: 100, capabilities: ['rare'] });
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[Q3] work that can go on is not held up by a crowd that cannot', async () => {
    const stuck = await hive.submit({
      priority: 'critical',
      max_concurrent_tasks: 5_000,
      tasks: many(2_000, { required_capabilities: ['nobody-has'] }),
    });
    const { status } = await hive.run({ priority: 'low', tasks: [task('a')] });
    expect(status).toBe('completed');
    await hive.deps.db.pool.query('DELETE FROM run WHERE id = $1', [stuck]);
    await hive.deps.db.pool.query('DELETE FROM task WHERE run_id = $1', [stuck]);
    await hive.deps.db.pool.query('DELETE FROM event WHERE run_id = $1', [stuck]);
  });

  test('[Q4] a gate opens by itself as wide as what stands behind it can go through', async () => {
    const hold = createHold();
    hive.agents.on('wave', hold.script);
    const tasks = [task('first', [], { task_type: 'wave' }), ...many(300, { task_type: 'wave', required_capabilities: ['wave'] })];
    const runId = await hive.submit({ max_concurrent_tasks: 1_000, tasks });
    await hive.until(async () => (await parked(runId, 'no_capable_agent')) === 300);
    await hive.addAgent({ name: 'wave', slots: 200, capabilities: ['wave'] });
    await hive.agents.begun(runId, 150);
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
  });
});

describe('order', () => {
  test('[Q5] what is critical overtakes what waits, and what is low is served in the end', async () => {
    const hold = createHold();
    hive.agents.on('ordered', hold.script);
    const one = (priority: 'low' | 'medium' | 'critical') =>
      hive.submit({ priority, tasks: [task('a', [], { task_type: 'ordered', required_capabilities: ['single'] })] });
    const first = await one('medium');
    await hive.agents.begun(first, 1);
    const runs = [await one('low'), await one('medium'), await one('critical'), await one('low')];
    await Promise.all(runs.map((runId) => hive.until(async () => (await parked(runId, 'capacity')) === 1)));
    hold.release();
    await Promise.all([first, ...runs].map((runId) => hive.ended(runId)));
    const order = hive.agents.effects.filter(({ runId }) => runs.includes(runId)).map(({ runId }) => runs.indexOf(runId));
    expect(order).toEqual([2, 1, 0, 3]);
  });

  test('[Q5] a task that is older by more than the head start goes before a critical one', async () => {
    const hold = createHold();
    hive.agents.on('aged', hold.script);
    const one = (priority: 'low' | 'medium' | 'critical') =>
      hive.submit({ priority, tasks: [task('a', [], { task_type: 'aged', required_capabilities: ['single'] })] });
    const first = await one('medium');
    await hive.agents.begun(first, 1);
    const old = await one('low');
    await hive.until(async () => (await parked(old, 'capacity')) === 1);
    await hive.deps.db.pool.query('UPDATE task SET park_rank = park_rank - 1801000 WHERE run_id = $1', [old]);
    const urgent = await one('critical');
    await hive.until(async () => (await parked(urgent, 'capacity')) === 1);
    hold.release();
    await Promise.all([first, old, urgent].map((runId) => hive.ended(runId)));
    const order = hive.agents.effects.filter(({ runId }) => runId === old || runId === urgent).map(({ runId }) => runId);
    expect(order).toEqual([old, urgent]);
  });
});

test('[Q6] two processes share the work of one fleet: every task once, both of them busy', async () => {
  const other = await hive.startWorker({ slots: 20 });
  const hold = createHold();
  hive.agents.on('shared', hold.script);
  const keys = many(400, {}).map(({ task_id }) => task_id);
  const runId = await hive.submit({ max_concurrent_tasks: 300, tasks: [...many(400, { task_type: 'shared' }), task('join', keys)] });
  // More tasks than the first has slots: both must take some before any of them ends.
  const holders = () => hive.rows('SELECT DISTINCT worker_id FROM attempt WHERE run_id = $1', [runId]);
  await hive.until(async () => (await holders()).length === 2);
  hold.release();
  expect(await hive.ended(runId)).toBe('completed');
  expect(hive.agents.effectsOf(runId)).toHaveLength(401);
  await other.close();
});

test('[Q7] a crowd of slow conditions does not hold up what stands behind it', async () => {
  const list = Array.from({ length: 60_000 }, (_, at) => at);
  const condition = Array.from({ length: 30 }, () => 'input.list.all(x, x >= 0)').join(' && ');
  const slow = await hive.submit({ priority: 'critical', tasks: many(600, { condition }) }, { input: { list } });
  const { status } = await hive.run({ priority: 'low', tasks: [task('a')] });
  expect(status).toBe('completed');
  expect((await hive.rows('SELECT finished_at FROM run WHERE id = $1', [slow]))[0]).toEqual({ finished_at: null });
  await changeRunStatus(hive.deps, { runId: slow, verb: 'cancel' }, BY);
  const next = await hive.run({ tasks: [task('a', [], { condition: 'true' }), task('b', ['a'], { condition: 'false' })] });
  expect(next.status).toBe('completed');
});
