import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewDecisionRecord } from '../../src/server/core/routing/decision-record.ts';
import { BUILT_IN_MODEL } from '../../src/server/core/routing/routing-model.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { learnBeliefNow } from '../../src/server/use-cases/learn-belief.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, createHold, failedWith, type Hold, hang } from './scripted-agents.ts';

// An attempt that hangs is late at once here: what is known of both agents is that they take two milliseconds.

let hive: Harness;
let worker: Worker;

/** Makes what ended old enough to be learned from, each of two milliseconds or so. */
async function learn(): Promise<void> {
  await hive.rows(
    `UPDATE attempt SET created_at = created_at - interval '3 s', ended_at = ended_at - interval '3 s',
       started_at = ended_at - interval '3 s' - (1 + number_of % 3) * interval '1 ms'
     FROM (SELECT id AS of, row_number() OVER () AS number_of FROM attempt) n WHERE id = n.of AND ended_at IS NOT NULL`,
  );
  for (let read = 1; read > 0; ) read = await learnBeliefNow(hive.deps, BUILT_IN_MODEL.memory);
  hive.deps.feed.publish(['agents']);
}

/** Two agents whose usual durations are known. */
beforeAll(async () => {
  hive = await createHarness();
  worker = await hive.startWorker();
  for (const name of ['left', 'right']) {
    await hive.addAgent({ name, slots: 10, capabilities: ['craft', name] });
    const tasks = Array.from({ length: 40 }, (_, at) => task(`t${at}`, [], { required_capabilities: [name] }));
    await hive.run({ tasks });
  }
  await learn();
});
afterAll(async () => {
  await hive.checkInvariants();
  await hive.close();
});

let first: Hold;
let second: Hold;
/** The first attempt and the second each wait until the test lets them go; later ones complete. */
beforeEach(() => {
  first = createHold();
  second = createHold();
  hive.agents.on('work', (call, agent) => {
    if (call.fence === 1) return first.script(call, agent);
    return call.fence === 2 ? second.script(call, agent) : completed({ third: true });
  });
});
afterEach(async () => {
  first.release();
  second.release();
  await hive.until(async () => (await live()) === 0);
  await hive.checkInvariants(false);
  // What one test used up of the share is not missing in the next.
  await hive.rows('UPDATE attempt SET hedge_of = NULL');
});

const live = async () => (await hive.rows('SELECT 1 FROM attempt WHERE ended_at IS NULL')).length;
const attempts = (runId: string) =>
  hive.rows<{ id: string; number: number; fence: number; status: string; agent_id: string; hedge_of: string | null }>(
    'SELECT id, number, fence, status, agent_id, hedge_of FROM attempt WHERE run_id = $1 ORDER BY number',
    [runId],
  );
const QUICK = { max_attempts: 3, backoff_ms: 0, multiplier: 1, jitter: 0 };
const hedged = (id: string, more: Record<string, unknown> = {}) =>
  task(id, [], { required_capabilities: ['craft'], hedge: true, retry: QUICK, ...more });

/** A run whose tasks all hang in their first attempt. */
async function straggle(tasks: ReturnType<typeof task>[], more: Record<string, unknown> = {}): Promise<string> {
  const runId = await hive.submit({ tasks, ...more });
  await hive.until(async () => Object.values(await hive.tasks(runId)).every(({ status }) => status === 'running'));
  return runId;
}

/** The same, with the second attempt under way. */
async function pair(): Promise<string> {
  const runId = await straggle([hedged('a')]);
  await worker.engine.tend();
  await hive.agents.begun(runId, 2);
  return runId;
}

/** One look at what straggles: it comes before the pass that places another task. */
async function look(): Promise<void> {
  await worker.engine.tend();
  await hive.run({ tasks: [task('other', [], { task_type: 'other', required_capabilities: ['craft'] })] });
}

describe('hedged attempts', () => {
  test('[HE1] a straggler gets a second attempt at another agent, under a higher fence, and the record says so', async () => {
    const runId = await pair();
    const [one, two] = await attempts(runId);
    expect([one?.status, two?.status, one?.fence, two?.fence]).toEqual(['running', 'running', 1, 2]);
    expect(two?.agent_id).not.toBe(one?.agent_id);
    expect(two?.hedge_of).toBe(one?.id);
    expect(await hive.events(runId)).toContain('task.hedge_started a');
    const [decision] = await hive.rows<{ record: NewDecisionRecord }>('SELECT record FROM decision WHERE id = $1', [two?.id]);
    expect(decision?.record.policy).toMatch(/^hedge\//);
    await hive.checkInvariants(false);
    second.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[HE2] the second one wins: its result stands, and what the first still answers is refused', async () => {
    const runId = await pair();
    second.release(completed({ by: 'second' }));
    expect(await hive.ended(runId)).toBe('completed');
    first.release(completed({ by: 'first' }));
    await hive.until(async () => (await live()) === 0);
    const { a } = await hive.tasks(runId);
    expect([a?.output, a?.fence]).toEqual([{ by: 'second' }, 3]);
    expect(await hive.events(runId)).toContain('task.hedge_won a');
    expect((await attempts(runId)).map(({ status, fence }) => [status, fence])).toEqual([
      ['cancelled', 1],
      ['completed', 3],
    ]);
  });

  test('[HE2] the first one wins: the second is told to stop', async () => {
    const runId = await pair();
    first.release(completed({ by: 'first' }));
    expect(await hive.ended(runId)).toBe('completed');
    await hive.until(async () => (await live()) === 0);
    expect((await hive.tasks(runId)).a?.output).toEqual({ by: 'first' });
    expect(await hive.events(runId)).toContain('task.hedge_ended a');
    expect((await attempts(runId)).map(({ status, fence }) => [status, fence])).toEqual([
      ['completed', 3],
      ['cancelled', 2],
    ]);
  });

  test.each<['first' | 'second', string]>([
    ['first', 'second'],
    ['second', 'first'],
  ])('[HE3] the %s one fails: the other goes on alone, and nothing counts as tried', async (failing, winning) => {
    const runId = await pair();
    const [loser, winner] = failing === 'first' ? [first, second] : [second, first];
    loser.release(failedWith());
    await hive.until(async () => (await hive.events(runId)).includes('task.hedge_ended a'));
    expect((await hive.tasks(runId)).a).toMatchObject({ status: 'running', attempts: 0 });
    await hive.checkInvariants(false);
    winner.release(completed({ by: winning }));
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a?.output).toEqual({ by: winning });
  });

  test.each<['first' | 'second']>([['first'], ['second']])(
    '[HE3] both fail, the %s before the other: that is one try, and the next has a new fence',
    async (before) => {
      const runId = await pair();
      const [one, other] = before === 'first' ? [first, second] : [second, first];
      one.release(failedWith());
      await hive.until(async () => (await hive.events(runId)).includes('task.hedge_ended a'));
      other.release(failedWith());
      expect(await hive.ended(runId)).toBe('completed');
      const { a } = await hive.tasks(runId);
      expect(a).toMatchObject({ attempts: 2, output: { third: true } });
      const fences = (await attempts(runId)).map(({ fence }) => fence);
      expect(new Set(fences).size).toBe(3);
      expect(a?.fence).toBe(Math.max(...fences));
    },
  );

  test('[HE4] a cancelled run ends both', async () => {
    const runId = await pair();
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    await hive.until(async () => (await live()) === 0);
    expect((await attempts(runId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  });

  test('[HE4] a process that dies takes nothing with it: its attempts are lost, and the task is tried anew', async () => {
    const runId = await pair();
    await hive.rows(`UPDATE attempt SET worker_id = $2 WHERE run_id = $1`, [runId, hive.deps.newId()]);
    await hive.rows(`UPDATE duty SET ran_at = ran_at - interval '1 minute' WHERE name = 'sweep'`);
    await worker.engine.tend();
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ losses: 1, output: { third: true } });
    first.release();
    second.release();
  });

  test('[FR11] an attempt at an agent that is predicted to fail gets a second one before it is late', async () => {
    // What is known of this type is that it takes an hour: nobody is late here.
    for (const name of ['left', 'right']) {
      await hive.run({
        tasks: Array.from({ length: 40 }, (_, at) => task(`t${at}`, [], { task_type: 'slow', required_capabilities: [name] })),
      });
    }
    await hive.rows(
      `UPDATE attempt SET created_at = created_at - interval '3 s', started_at = ended_at - interval '3 s' - (60 + number_of % 3) * interval '1 min',
         ended_at = ended_at - interval '3 s'
       FROM (SELECT a.id AS of, row_number() OVER () AS number_of FROM attempt a JOIN task t ON t.id = a.task_id WHERE t.task_type = 'slow') n
       WHERE id = n.of AND ended_at IS NOT NULL`,
    );
    for (let read = 1; read > 0; ) read = await learnBeliefNow(hive.deps, BUILT_IN_MODEL.memory);
    // It is learned; for who counts how many worked at once it never was.
    await hive.rows(
      `UPDATE attempt SET created_at = created_at + interval '3 s', started_at = created_at + interval '3 s', ended_at = ended_at + interval '3 s'
       WHERE started_at < created_at`,
    );
    await hive.tellFleet();
    hive.agents.on('slow', (call, agent) => (call.fence === 1 ? first : second).script(call, agent));
    const runId = await straggle([hedged('a', { task_type: 'slow' })]);
    await look();
    expect(await attempts(runId)).toHaveLength(1);
    const [one] = await attempts(runId);
    await hive.rows(
      `INSERT INTO restraint (id, kind, subject, amount, reason, created_by, began_at, ends_at)
       VALUES ($1, 'degraded', $2, 0.5, 'predicted to fail', 'system:prediction', now(), now() + interval '10 min')`,
      [hive.deps.newId(), `agent:${one?.agent_id}`],
    );
    await hive.tellFleet();
    await worker.engine.tend();
    await hive.agents.begun(runId, 2);
    expect((await attempts(runId))[1]).toMatchObject({ hedge_of: one?.id });
    await hive.rows(`UPDATE restraint SET lifted_at = now(), lifted_by = 'system:test' WHERE created_by = 'system:prediction'`);
    await hive.tellFleet();
    second.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[HE5] at most a twentieth of all attempts, and one for each task', async () => {
    const runId = await straggle('abcdefgh'.split('').map((id) => hedged(id)));
    await worker.engine.tend();
    // The first ones, and a second one: how late is late enough depends on how long the earlier ones took.
    await hive.agents.begun(runId, 9);
    await look();
    await look();
    const [share] = await hive.rows<{ all: number; second: number; most: number }>(
      `SELECT count(*)::int AS all, count(hedge_of)::int AS second, floor(0.05 * count(*) FILTER (WHERE hedge_of IS NULL))::int AS most FROM attempt`,
    );
    expect(share?.second).toBeGreaterThan(0);
    expect(share?.second).toBeLessThanOrEqual((share?.most ?? 0) + 1);
    expect(share?.second).toBeLessThan(8);
    first.release();
    second.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['its task does not allow it', { hedge: false }, {}],
    ['its run is not scheduled by durations', {}, { execution_mode: 'parallel' }],
    ['its run has no slot left', {}, { max_concurrent_tasks: 1 }],
    ['its run may have no further agent', {}, { max_agents: 1 }],
    ['nobody else is capable', { required_capabilities: ['left'] }, {}],
    ['its usual duration is not known', { task_type: 'never_seen' }, {}],
  ])('[HE5] none where %s', async (_, more, of) => {
    hive.agents.on('never_seen', hang);
    const runId = await straggle([hedged('a', more)], of);
    await look();
    expect((await attempts(runId)).length).toBe(1);
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
  });
});
