// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { type ClaimedAttempt, claimAttempts } from '../../src/server/use-cases/claim-attempts.ts';
import { completeAttempt } from '../../src/server/use-cases/complete-attempt.ts';
import { heartbeatAgent } from '../../src/server/use-cases/heartbeat-agent.ts';
import { heartbeatAttempt } from '../../src/server/use-cases/heartbeat-attempt.ts';
import { loadFleet } from '../../src/server/use-cases/load-fleet.ts';
import { readAgent } from '../../src/server/use-cases/read-agent.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

let agentId = '';
let capability = '';
let serial = 0;
beforeEach(async () => {
  serial += 1;
  capability = `pull-${serial}`;
  agentId = await hive.addAgent({ name: `puller ${serial}`, kind: 'worker', slots: 4, capabilities: [capability] });
});

const pulled = (id: string, dependencies: string[] = [], more = {}) =>
  task(id, dependencies, { required_capabilities: [capability], ...more });
const claim = (max = 1, waitMs = 20_000) => claimAttempts(hive.deps, { agentId, max, waitMs });
const claimOne = async (): Promise<ClaimedAttempt> => {
  const [claimed] = await claim();
  if (!claimed) throw new Error('nothing was claimed');
  return claimed;
};
const complete = ({ taskId, fence }: ClaimedAttempt, output: string | number | null = null) =>
  completeAttempt(hive.deps, { taskId, fence, status: 'completed', output });
/** Time is the database's: the lease of an attempt has run out, as far as anybody can tell. */
const expire = (runId: string) =>
  hive.rows(`UPDATE attempt SET lease_expires_at = clock_timestamp() - interval '1 ms' WHERE run_id = $1 AND ended_at IS NULL`, [runId]);

describe('claim', () => {
  test('[W40] a claim that waits is woken by the assignment', async () => {
    const waiting = claim();
    const runId = await hive.submit({ tasks: [pulled('a', [], { input: { x: '${input.y}' } })] }, { input: { y: 3 } });
    const [claimed] = await waiting;
    expect(claimed).toMatchObject({ runId, taskKey: 'a', fence: 1, input: { x: 3 } });
    await complete(claimed as ClaimedAttempt, 'done');
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a?.output).toBe('done');
  });

  test('[W40] claims at once get every attempt once, and none goes away empty while there is one', async () => {
    const runId = await hive.submit({ tasks: ['a', 'b', 'c', 'd'].map((id) => pulled(id)) });
    await hive.until(async () => Object.values(await hive.tasks(runId)).every((one) => one.status === 'assigned'));
    const claims = (await Promise.all([claim(1), claim(1), claim(1), claim(1)])).flat();
    expect(claims.map((claimed) => claimed.taskKey).sort()).toEqual(['a', 'b', 'c', 'd']);
    await Promise.all(claims.map((claimed) => complete(claimed)));
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[T50] what nobody has begun waits while its run is paused; a claim that waits is woken by the resume', async () => {
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    expect(await claim(1, 30)).toEqual([]);
    const waiting = claim();
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    const [claimed] = await waiting;
    await complete(claimed as ClaimedAttempt);
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ fence: 1, attempts: 1 });
  });

  test('[W40] a claim without work is answered empty when its time is over', async () => {
    expect(await claim(1, 30)).toEqual([]);
  });

  test('[W40] an input that cannot be filled in fails its task and is given to nobody', async () => {
    const runId = await hive.submit({ tasks: [pulled('a', [], { input: '${input.missing}' }), pulled('b')] });
    const claimed = await claimOne();
    expect(claimed.taskKey).toBe('b');
    await complete(claimed);
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ code: 'input_unresolved' });
  });

  test('[W40] only agents that pull may claim', async () => {
    const other = await hive.addAgent({ name: `called ${serial}` });
    await expect(claimAttempts(hive.deps, { agentId: other, max: 1, waitMs: 0 })).rejects.toMatchObject({ code: 'conflict' });
    await expect(claimAttempts(hive.deps, { agentId: hive.deps.newId(), max: 1, waitMs: 0 })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('lease', () => {
  test('[W44] what heartbeats tell is logged like the words of an agent that is called, and what is left out is said', async () => {
    const runId = await hive.submit({ tasks: [pulled('a')] });
    const claimed = await claimOne();
    const beat = (log: string) => heartbeatAttempt(hive.deps, { ...claimed, log });
    await beat(`\u001b[31mred\u001b[0m\u001b[2J\u009b and \u202eplain\n\n${'x'.repeat(4_100)}`);
    const texts = async () =>
      (await hive.rows<{ text: string }>('SELECT text FROM log_line WHERE task_id = $1 ORDER BY seq', [claimed.taskId])).map(
        ({ text }) => text,
      );
    expect(await texts()).toEqual(['\u001b[31mred\u001b[0m and plain', 'x'.repeat(4_000), 'x'.repeat(100)]);
    await beat('line\n'.repeat(12_000));
    await beat('more\n'.repeat(10));
    const all = await texts();
    expect([all.length, all.at(-1)]).toEqual([10_001, 'more than 10000 lines: the rest is not kept']);
    await completeAttempt(hive.deps, { ...claimed, status: 'completed', output: {} });
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[L1] a heartbeat extends the lease, up to the timeout of the task', async () => {
    const runId = await hive.submit({ tasks: [pulled('a', [], { timeout_seconds: 40 })] });
    const claimed = await claimOne();
    const { leaseExpiresAt, cancelRequested } = await heartbeatAttempt(hive.deps, { ...claimed, progress: 0.5, log: 'half\nway' });
    expect(cancelRequested).toBe(false);
    expect(leaseExpiresAt.getTime()).toBeGreaterThanOrEqual(claimed.leaseExpiresAt.getTime());
    await hive.rows(
      `UPDATE attempt SET started_at = started_at - interval '36 s', lease_expires_at = clock_timestamp() + interval '3 s' WHERE run_id = $1`,
      [runId],
    );
    const [{ left } = { left: 0 }] = await hive.rows<{ left: number }>(
      `SELECT (extract(epoch FROM started_at + interval '40 s' - clock_timestamp()))::float8 AS left FROM attempt WHERE run_id = $1`,
      [runId],
    );
    const capped = await heartbeatAttempt(hive.deps, claimed);
    await hive.rows(
      `UPDATE attempt SET started_at = clock_timestamp(), lease_expires_at = clock_timestamp() + interval '30 s' WHERE run_id = $1`,
      [runId],
    );
    expect((capped.leaseExpiresAt.getTime() - Date.now()) / 1_000).toBeLessThanOrEqual(left + 0.5);
    expect(
      await hive.rows('SELECT text FROM log_line l JOIN attempt a ON a.id = l.attempt_id WHERE a.run_id = $1 ORDER BY seq', [runId]),
    ).toEqual([{ text: 'half' }, { text: 'way' }]);
    await complete(claimed);
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[L2] a silent agent loses its task; what it says under the old fence is refused', async () => {
    const runId = await hive.submit({ tasks: [pulled('a')] });
    const old = await claimOne();
    await expire(runId);
    const fresh = await claimOne();
    expect(fresh).toMatchObject({ taskId: old.taskId, fence: 2, idempotencyKey: old.idempotencyKey });
    await expect(complete(old)).rejects.toMatchObject({ code: 'stale_fence' });
    await expect(heartbeatAttempt(hive.deps, old)).rejects.toMatchObject({ code: 'stale_fence' });
    await complete(fresh, 'second');
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ output: 'second', losses: 1, attempts: 1 });
    await expect(complete(fresh, 'third')).rejects.toMatchObject({ code: 'stale_fence' });
  });

  test('[L2] nobody reports what he never claimed', async () => {
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    const taskId = (await hive.tasks(runId)).a?.id as string;
    await expect(completeAttempt(hive.deps, { taskId, fence: 1, status: 'completed' })).rejects.toMatchObject({ code: 'stale_fence' });
    await complete(await claimOne());
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[L2] nobody reports for a task that a process of ours executes', async () => {
    const hold = createHold();
    hive.agents.on('ours', hold.script);
    await hive.addAgent({ name: `called ${serial}`, capabilities: ['ours'] });
    const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'ours', required_capabilities: ['ours'] })] });
    await hive.agents.begun(runId, 1);
    const taskId = (await hive.tasks(runId)).a?.id as string;
    await expect(completeAttempt(hive.deps, { taskId, fence: 1, status: 'completed' })).rejects.toMatchObject({ code: 'stale_fence' });
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[L3] an agent that keeps beating is stopped by the timeout of its task all the same', async () => {
    const runId = await hive.submit({ tasks: [pulled('a', [], { timeout_seconds: 0.3, retry: { max_attempts: 1 } })] });
    const claimed = await claimOne();
    await heartbeatAttempt(hive.deps, claimed).catch(() => undefined);
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ code: 'timeout' });
  });

  test('[L4] what an agent never claims goes back without losing an attempt', async () => {
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    await hive.rows(`UPDATE attempt SET created_at = created_at - interval '31 s' WHERE run_id = $1`, [runId]);
    await hive.until(async () => (await hive.tasks(runId)).a?.fence === 2);
    await complete(await claimOne());
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ attempts: 1, losses: 0 });
    await hive.rows(`UPDATE attempt SET created_at = created_at + interval '31 s' WHERE run_id = $1 AND fence = 1`, [runId]);
  });
});

describe('report', () => {
  test('[W41] a failure counts and is tried again; a final one is not', async () => {
    const retry = { max_attempts: 3, backoff_ms: 0 };
    const runId = await hive.submit({ tasks: [pulled('a', [], { retry })] });
    const first = await claimOne();
    await completeAttempt(hive.deps, { taskId: first.taskId, fence: 1, status: 'failed', error: { message: 'no\u0000luck', code: 'E1' } });
    const second = await claimOne();
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
    await completeAttempt(hive.deps, { taskId: second.taskId, fence: 2, status: 'failed', error: { message: 'never', retryable: false } });
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a).toMatchObject({ attempts: 2, error: { code: 'agent_error', message: 'never' } });
  });

  test('[W41] the same report twice at once is recorded once', async () => {
    const runId = await hive.submit({ tasks: [pulled('a'), pulled('b', ['a'])] });
    const claimed = await claimOne();
    const answers = await Promise.allSettled([complete(claimed, 1), complete(claimed, 1), complete(claimed, 1)]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await complete(await claimOne());
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.events(runId)).filter((event) => event === 'task.completed a')).toHaveLength(1);
  });

  test('[W42] cancel ends what nobody claimed at once and tells the agent of what it holds', async () => {
    const runId = await hive.submit({ tasks: [pulled('a'), pulled('b')] });
    await hive.until(async () => Object.values(await hive.tasks(runId)).every((one) => one.status === 'assigned'));
    const claimed = await claimOne();
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    expect(await hive.rows('SELECT status, count(*)::int AS n FROM attempt WHERE run_id = $1 GROUP BY 1 ORDER BY 1', [runId])).toEqual([
      { status: 'cancelled', n: 1 },
      { status: 'running', n: 1 },
    ]);
    expect(await claim(1, 0)).toEqual([]);
    expect((await heartbeatAttempt(hive.deps, claimed)).cancelRequested).toBe(true);
    await expect(complete(claimed)).rejects.toMatchObject({ code: 'stale_fence' });
    expect(await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND ended_at IS NULL', [runId])).toEqual([]);
  });
});

describe('an agent that answers 202', () => {
  // The agent's kind decides who may report; what it answers is scripted.
  const makeHttp = () =>
    hive.rows(`UPDATE agent SET kind = 'http', config = '{"url":"http://127.0.0.1:9/","headers":{}}' WHERE id = $1`, [agentId]);
  beforeEach(async () => {
    await makeHttp();
    await hive.tellFleet();
    hive.agents.on('accepts', () => ({ kind: 'accepted' }));
  });

  test('[W43] the attempt leaves its process, keeps its slot, and ends with the report', async () => {
    const runId = await hive.submit({ tasks: [pulled('a', [], { task_type: 'accepts' }), pulled('b', ['a'])] });
    await hive.until(
      async () =>
        (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND worker_id IS NULL AND ended_at IS NULL', [runId])).length === 1,
    );
    const taskId = (await hive.tasks(runId)).a?.id as string;
    const [before] = await hive.rows<{ lease_expires_at: Date }>('SELECT lease_expires_at FROM attempt WHERE run_id = $1', [runId]);
    const beat = await heartbeatAttempt(hive.deps, { taskId, fence: 1 });
    expect(beat.leaseExpiresAt).toEqual(before?.lease_expires_at);
    await completeAttempt(hive.deps, { taskId, fence: 1, status: 'completed', output: 42 });
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a?.output).toBe(42);
  });

  test('[W43] a report that never comes is a timeout', async () => {
    const retry = { max_attempts: 1 };
    const runId = await hive.submit({ tasks: [pulled('a', [], { task_type: 'accepts', timeout_seconds: 0.4, retry })] });
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ code: 'timeout' });
  });

  test('[W43] a report that overtakes the 202 counts', async () => {
    hive.agents.on('hasty', async (call) => {
      await completeAttempt(hive.deps, { taskId: call.taskId, fence: call.fence, status: 'completed', output: 'early' });
      return { kind: 'accepted' };
    });
    const { runId, status, tasks, events } = await hive.run({ tasks: [pulled('a', [], { task_type: 'hasty' })] });
    expect(status).toBe('completed');
    expect(tasks.a?.output).toBe('early');
    expect(events.filter((event) => event.endsWith(' a'))).toEqual([
      'task.ready a',
      'task.assigned a',
      'task.started a',
      'task.completed a',
    ]);
    expect(hive.agents.effectsOf(runId)).toHaveLength(1);
  });
});

/** As if the agent had shown itself so often, and last so long ago; ms. */
const lived = (intervalsMs: number[], agoMs: number) =>
  hive.rows(
    `UPDATE agent SET beat_intervals = $2, last_heartbeat_at = clock_timestamp() - $3 * interval '1 ms', quiet_until = NULL WHERE id = $1`,
    [agentId, intervalsMs, agoMs],
  );
const livenessOf = async () => (await readAgent(hive.deps, agentId)).liveness;
const intervalsOf = async () =>
  (await hive.rows<{ beat_intervals: number[] }>('SELECT beat_intervals FROM agent WHERE id = $1', [agentId]))[0]?.beat_intervals;
/** So long, and what the machine took beside it. */
const someMore = (ms: number) => expect.closeTo(ms + 4_500, -4);
const STEADY = Array.from({ length: 10 }, () => 2_000);

describe('signs of life', () => {
  test('[HB7] claims, heartbeats and words about a task are kept as signs of life; bursts and absences are not', async () => {
    await lived([], 3_000);
    await claim(1, 0);
    expect(await intervalsOf()).toEqual([someMore(3_000)]);
    // Sooner than at once: however slow this machine is, not a second has passed since.
    await lived([3_000], -60_000);
    await claim(1, 0);
    expect(await intervalsOf()).toEqual([3_000]);
    await lived([2_000], 600_000);
    await heartbeatAgent(hive.deps, { id: agentId, beat: {} });
    expect(await intervalsOf()).toEqual([2_000]);
    await lived([2_000], 4_000);
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    const claimed = await claimOne();
    await lived([2_000], 5_000);
    await heartbeatAttempt(hive.deps, { taskId: claimed.taskId, fence: claimed.fence });
    expect(await intervalsOf()).toEqual([2_000, someMore(5_000)]);
    expect(await livenessOf()).toMatchObject({ state: 'working' });
    await complete(claimed);
  });

  test('[HB8] who is suspected of being gone gets nothing new, says so, and is used again once it is heard of', async () => {
    await lived(STEADY, 20_000);
    expect(await livenessOf()).toMatchObject({ state: 'silent' });
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'no_capable_agent');
    const [waiting] = await hive.rows<{ wait_detail: string }>('SELECT wait_detail FROM task WHERE run_id = $1', [runId]);
    expect(waiting?.wait_detail).toBe(`no active agent has "${capability}" (1 that has it is not heard of lately)`);
    const claimed = await claimOne();
    expect(claimed.taskKey).toBe('a');
    expect(await livenessOf()).toMatchObject({ state: 'working' });
    await complete(claimed);
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[HB6] an agent whose claim waits is not missed; when what it held is lost, its wait counts no more', async () => {
    await lived(STEADY, 1_000);
    const stop = new AbortController();
    const waiting = claimAttempts(hive.deps, { agentId, max: 1, waitMs: 60_000, signal: stop.signal });
    const until = async () =>
      (await hive.rows<{ quiet_until: Date | null }>('SELECT quiet_until FROM agent WHERE id = $1', [agentId]))[0]?.quiet_until;
    await expect.poll(until).not.toBeNull();
    const { agents } = await loadFleet(hive.deps);
    expect((agents.find(({ id }) => id === agentId)?.silentAt ?? 0) - Date.now()).toBeGreaterThan(60_000);
    const runId = await hive.submit({ tasks: [pulled('a')] });
    const [claimed] = await waiting;
    expect(await until()).not.toBeNull();
    await expire(runId);
    await sweepFleet(hive.deps);
    await expect.poll(until).toBeNull();
    expect(claimed?.taskKey).toBe('a');
    await complete(await claimOne());
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[HB9] work that is beaten for and gets no further is ended as stalled, tried again, and recorded from when it stood still', async () => {
    await hive.rows(`UPDATE agent SET config = '{"progress_timeout_seconds": 30}' WHERE id = $1`, [agentId]);
    const runId = await hive.submit({ tasks: [pulled('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    const claimed = await claimOne();
    const beat = (progress: number) => heartbeatAttempt(hive.deps, { taskId: claimed.taskId, fence: claimed.fence, progress });
    await beat(0.5);
    const still = (ms: number) =>
      hive.rows(
        `UPDATE attempt SET progressed_at = clock_timestamp() - $2 * interval '1 ms', started_at = clock_timestamp() - interval '2 minutes' WHERE task_id = $1`,
        [claimed.taskId, ms],
      );
    await still(20_000);
    await beat(0.4);
    await beat(0.5);
    await sweepFleet(hive.deps);
    expect((await hive.tasks(runId)).a?.status).toBe('running');
    expect(await livenessOf()).toMatchObject({ state: 'working' });
    await hive.withoutSweeps(async () => {
      await still(31_000);
      expect(await livenessOf()).toMatchObject({ state: 'stalled' });
    });
    await sweepFleet(hive.deps);
    await expect(beat(0.6)).rejects.toMatchObject({ code: 'stale_fence' });
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'assigned');
    await complete(await claimOne());
    expect(await hive.ended(runId)).toBe('completed');
    const find = () =>
      hive.rows<{ detector: string; type: string; code: string; silent: number; acted: boolean }>(
        `SELECT detector, type, detail->>'code' AS code, extract(epoch FROM seen_at - began_at)::float8 AS silent, acted_at >= seen_at AS acted FROM failure WHERE run_id = $1`,
        [runId],
      );
    await expect
      .poll(find)
      .toEqual([{ detector: 'progress', type: 'agent_unresponsive', code: 'stalled', silent: expect.closeTo(61, -2), acted: true }]);
  });
});
