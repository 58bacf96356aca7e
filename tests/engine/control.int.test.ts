import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { changeRunStatus, type RunVerb } from '../../src/server/use-cases/change-run.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold, failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'wide', slots: 200 });
  await hive.addAgent({ name: 'single', slots: 1, capabilities: ['single'] });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const change = (runId: string, verb: RunVerb) => changeRunStatus(hive.deps, { runId, verb }, BY);
const drained = (runId: string) =>
  hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND ended_at IS NULL', [runId])).length === 0);

describe('pause', () => {
  test('[T50] a paused run ends what runs, starts nothing, and goes on when it is resumed', async () => {
    const hold = createHold();
    hive.agents.on('paused', hold.script);
    const held = { task_type: 'paused' };
    const runId = await hive.submit({ max_concurrent_tasks: 1, tasks: [task('a', [], held), task('b', [], held), task('c', ['a'])] });
    await hive.agents.begun(runId, 1);
    expect((await change(runId, 'pause')).status).toBe('paused');
    hold.release();
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'completed');
    // Another run comes and goes: every wake that could have started the others has been used.
    expect((await hive.run({ tasks: [task('x'), task('y', ['x'])] })).status).toBe('completed');
    const paused = await hive.tasks(runId);
    expect([paused.b, paused.c].map((one) => [one?.status, one?.wait_reason, one?.fence])).toEqual([
      ['ready', 'paused', 0],
      ['ready', 'paused', 0],
    ]);
    expect((await change(runId, 'resume')).status).toBe('running');
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[T50] a retry that falls due during a pause waits for the end of the pause', async () => {
    hive.agents.on('again', (call) => (call.fence < 2 ? failedWith() : completed(null)));
    const retry = { backoff_ms: 3_600_000, jitter: 0, max_attempts: 2 };
    const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'again', retry })] });
    await hive.until(async () => (await hive.tasks(runId)).a?.attempts === 1);
    await change(runId, 'pause');
    await hive.rows('UPDATE task SET available_at = clock_timestamp() WHERE run_id = $1', [runId]);
    await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'paused');
    expect((await hive.tasks(runId)).a?.fence).toBe(1);
    await change(runId, 'resume');
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[T50] tasks at other gates are let go by resume too', async () => {
    const hold = createHold();
    hive.agents.on('gated', hold.script);
    const gated = { task_type: 'gated', required_capabilities: ['single'] };
    const runId = await hive.submit({ tasks: [task('a', [], gated), task('b', [], gated), task('c', [], gated)] });
    await hive.until(async () => Object.values(await hive.tasks(runId)).filter((one) => one.wait_reason === 'capacity').length === 2);
    await change(runId, 'pause');
    hold.release();
    await drained(runId);
    await change(runId, 'resume');
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[T50] a run whose last task ends during a pause has ended', async () => {
    const hold = createHold();
    hive.agents.on('last', hold.script);
    const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'last' })] });
    await hive.agents.begun(runId, 1);
    await change(runId, 'pause');
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test.each([
    ['pause', 'completed'],
    ['resume', 'completed'],
    ['cancel', 'completed'],
    ['resume', 'running'],
  ] as const)('[T51] %s of a %s run is refused and changes nothing', async (verb, status) => {
    const hold = createHold();
    hive.agents.on('refused', hold.script);
    const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'refused' })] });
    if (status === 'completed') {
      hold.release();
      await hive.ended(runId);
    }
    const [before] = await hive.rows('SELECT status, finished_at FROM run WHERE id = $1', [runId]);
    await expect(change(runId, verb)).rejects.toMatchObject({ code: 'conflict' });
    expect((await hive.rows('SELECT status, finished_at FROM run WHERE id = $1', [runId]))[0]).toEqual(before);
    hold.release();
    await hive.ended(runId);
  });
});

describe('cancel', () => {
  test('[T52] cancel reaches every state a task can be in, and the calls under way', async () => {
    const stopped: string[] = [];
    hive.agents.on(
      'stoppable',
      (call) =>
        new Promise((resolve) => {
          call.signal.addEventListener('abort', () => {
            stopped.push(call.taskKey);
            resolve(failedWith());
          });
        }),
    );
    hive.agents.on('flaky', () => failedWith());
    const runId = await hive.submit({
      max_concurrent_tasks: 50,
      tasks: [
        task('running', [], { task_type: 'stoppable' }),
        task('pending', ['running']),
        task('parked', [], { required_capabilities: ['nobody-has-it'] }),
        task('delayed', [], { task_type: 'flaky', retry: { backoff_ms: 60_000 } }),
      ],
    });
    await hive.until(async () => {
      const { running, parked, delayed } = await hive.tasks(runId);
      return running?.status === 'running' && parked?.wait_reason === 'no_capable_agent' && delayed?.wait_reason === 'retry_delay';
    });
    await change(runId, 'cancel');
    expect(await hive.ended(runId)).toBe('cancelled');
    await drained(runId);
    expect(stopped).toEqual(['running']);
    const tasks = Object.values(await hive.tasks(runId));
    expect(new Set(tasks.map((one) => one.status))).toEqual(new Set(['cancelled']));
    expect(tasks.every((one) => one.park_key === null && one.wait_reason === null)).toBe(true);
    expect(
      (await hive.rows('SELECT 1 FROM task WHERE run_id = $1 AND (queue_rank IS NOT NULL OR available_at IS NOT NULL)', [runId])).length,
    ).toBe(0);
  });

  test('[T52] a slot that a cancelled task held goes to the next that waits for it', async () => {
    const hold = createHold();
    hive.agents.on('slot', hold.script);
    const one = { tasks: [task('a', [], { task_type: 'slot', required_capabilities: ['single'] })] };
    const first = await hive.submit(one);
    await hive.agents.begun(first, 1);
    const second = await hive.submit(one);
    await hive.until(async () => (await hive.tasks(second)).a?.wait_reason === 'capacity');
    await change(first, 'cancel');
    await hive.agents.begun(second, 1);
    hold.release();
    expect(await hive.ended(second)).toBe('completed');
  });

  test('[T53] cancel against completion, 200 seeded interleavings: one end each, told in an order without gaps', async () => {
    const random = seededRandom(20_260_711);
    const turns = async (count: number) => {
      for (let at = 0; at < count; at += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    hive.agents.on('race', async () => {
      await turns(Math.floor(random() * 12));
      return completed(null);
    });
    const ends: Record<string, number> = {};
    for (let round = 0; round < 20; round += 1) {
      const race = async () => {
        const runId = await hive.submit({
          tasks: [task('a', [], { task_type: 'race' }), task('b', ['a'], { task_type: 'race' }), task('c', ['b'])],
        });
        await turns(Math.floor(random() * 40));
        await change(runId, 'cancel').catch((error: unknown) => expect(error).toMatchObject({ code: 'conflict' }));
        const status = await hive.ended(runId);
        ends[status] = (ends[status] ?? 0) + 1;
        await drained(runId);
      };
      await Promise.all(Array.from({ length: 10 }, race));
    }
    expect(Object.values(ends).reduce((sum, count) => sum + count)).toBe(200);
    expect(ends.cancelled).toBeGreaterThan(0);
  });
});
