import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createHarness, type Harness, type Outcome, task } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'one', slots: 500 });
  await hive.startWorker();
  hive.agents.on('fails', () => failedWith({ retryable: false }));
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const statuses = ({ tasks }: Outcome) => Object.fromEntries(Object.values(tasks).map(({ key, status }) => [key, status]));
const fails = (id: string, dependencies: unknown[] = []) => task(id, dependencies, { task_type: 'fails' });
const keys = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('shapes', () => {
  test('[T40] a chain runs in its order, each task once', async () => {
    const { runId, status } = await hive.run({ tasks: keys('t', 20).map((id, at) => task(id, at > 0 ? [`t${at - 1}`] : [])) });
    expect(status).toBe('completed');
    expect(hive.agents.effectsOf(runId).map((effect) => effect.taskKey)).toEqual(keys('t', 20));
  });

  test('[T40] a diamond joins once', async () => {
    const tasks = [task('a'), ...keys('b', 8).map((id) => task(id, ['a'])), task('c', keys('b', 8))];
    const { runId, status, events } = await hive.run({ tasks });
    expect(status).toBe('completed');
    expect(hive.agents.effectsOf(runId)).toHaveLength(10);
    expect(events.filter((event) => event === 'task.ready c')).toHaveLength(1);
  });

  test('[T40] a join of 300 is ready once, when the last of them is over', async () => {
    const tasks = [...keys('t', 300).map((id) => task(id)), task('join', keys('t', 300))];
    const { status, events } = await hive.run({ tasks, max_concurrent_tasks: 1_000 });
    expect(status).toBe('completed');
    expect(events.filter((event) => event === 'task.ready join')).toHaveLength(1);
    expect(events.lastIndexOf('run.completed')).toBe(events.length - 1);
  });

  test('[T40] many runs at once all end', async () => {
    const definition = { tasks: [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])] };
    const outcomes = await Promise.all(keys('', 60).map(() => hive.run(definition)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['completed']));
  });
});

describe('what an end means for those that wait', () => {
  test('[T41] a hard edge that is not satisfied skips its task, and what hangs on it', async () => {
    const outcome = await hive.run({
      tasks: [fails('a'), task('b', ['a']), task('c', ['b']), task('d', [{ task_id: 'c', when: 'failed' }])],
    });
    expect(outcome.status).toBe('failed');
    expect(statuses(outcome)).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'skipped' });
  });

  test('[T41] when: failed runs after a failure only, when: always after every end', async () => {
    const outcome = await hive.run({
      failure_tolerance: 0.5,
      tasks: [
        fails('a'),
        task('b'),
        task('rescue', [{ task_id: 'a', when: 'failed' }]),
        task('needless', [{ task_id: 'b', when: 'failed' }]),
        task('clean', [
          { task_id: 'needless', when: 'always' },
          { task_id: 'a', when: 'always' },
        ]),
      ],
    });
    expect(outcome.status).toBe('completed');
    expect(statuses(outcome)).toEqual({ a: 'failed', b: 'completed', rescue: 'completed', needless: 'skipped', clean: 'completed' });
  });

  test('[T41] a soft edge waits and never forbids', async () => {
    const outcome = await hive.run({ failure_tolerance: 1, tasks: [fails('a'), task('b', [{ task_id: 'a', soft: true }])] });
    expect(statuses(outcome)).toEqual({ a: 'failed', b: 'completed' });
    expect(outcome.events.indexOf('task.failed a')).toBeLessThan(outcome.events.indexOf('task.ready b'));
  });

  test('[T16] a task that one of two edges forbids is skipped when the last of them is over', async () => {
    const outcome = await hive.run({ failure_tolerance: 1, tasks: [fails('a'), task('b'), task('c', ['a', 'b'])] });
    expect(statuses(outcome)).toEqual({ a: 'failed', b: 'completed', c: 'skipped' });
  });
});

describe('conditions', () => {
  test('[T42] a condition decides by input, context and the tasks before', async () => {
    hive.agents.on('score', () => completed({ score: 7 }));
    const outcome = await hive.run(
      {
        tasks: [
          task('a', [], { task_type: 'score' }),
          task('high', ['a'], { condition: 'tasks.a.output.score > input.bar && context.on' }),
          task('low', ['a'], { condition: 'tasks.a.output.score <= input.bar' }),
          task('after', [{ task_id: 'low', when: 'always' }]),
        ],
      },
      { input: { bar: 5 }, context: { on: true } },
    );
    expect(outcome.status).toBe('completed');
    expect(statuses(outcome)).toEqual({ a: 'completed', high: 'completed', low: 'skipped', after: 'completed' });
  });

  test('[T42] a condition without a value fails its task with condition_error, unassigned', async () => {
    const outcome = await hive.run({ tasks: [task('a', [], { condition: 'input.nothing.at.all > 1' })] });
    expect(outcome.status).toBe('failed');
    expect(outcome.tasks.a?.error).toMatchObject({ code: 'condition_error', retryable: false });
    expect(hive.agents.effectsOf(outcome.runId)).toEqual([]);
  });

  test('[T42] a condition that takes too long fails its own task, and others go on meanwhile', async () => {
    const list = Array.from({ length: 60_000 }, (_, at) => at);
    const costly = Array.from({ length: 30 }, () => 'input.list.all(x, x >= 0)').join(' && ');
    const slow = await hive.submit({ tasks: [task('a', [], { condition: costly })] }, { input: { list } });
    expect((await hive.run({ tasks: [task('b')] })).status).toBe('completed');
    expect(await hive.ended(slow)).toBe('failed');
    expect((await hive.tasks(slow)).a?.error).toMatchObject({ code: 'condition_error' });
  });
});

describe('the end of a run', () => {
  const four = (failing: number) => keys('t', 4).map((id, at) => (at < failing ? fails(id) : task(id)));

  test.each([
    { failing: 1, status: 'completed' },
    { failing: 2, status: 'completed' },
    { failing: 3, status: 'failed' },
  ])('[T43] with failure_tolerance 0.5, $failing failed of 4 is $status', async ({ failing, status }) => {
    const outcome = await hive.run({ failure_tolerance: 0.5, tasks: four(failing) });
    expect(outcome.status).toBe(status);
  });

  test('[T43] a run without tolerance fails with its first failure, after everything is over', async () => {
    const outcome = await hive.run({ tasks: four(1) });
    expect(outcome.status).toBe('failed');
    expect(outcome.events.at(-1)).toBe('run.failed');
  });
});

describe('sequential', () => {
  test('[T44] a sequential run does one task at a time, in topological order, whatever the order of readiness', async () => {
    let now = 0;
    let most = 0;
    hive.agents.on('counted', async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return completed(null);
    });
    const counted = (id: string, dependencies: string[] = []) => task(id, dependencies, { task_type: 'counted' });
    const roots = keys('r', 40).map((id) => counted(id));
    const children = keys('c', 40).map((id, at) => counted(id, [`r${at}`]));
    const { runId, status } = await hive.run({ execution_mode: 'sequential', max_concurrent_tasks: 50, tasks: [...roots, ...children] });
    expect(status).toBe('completed');
    expect(most).toBe(1);
    const order = hive.agents.effectsOf(runId).map((effect) => effect.taskKey);
    expect(order).toEqual([...keys('r', 40), ...keys('c', 40)]);
  });
});
