import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createHarness, type Harness, task } from './harness.ts';
import { completed, failedWith, hang } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'one', slots: 50 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

/** Attempts of a run by their number, with the time between the end of one and the placing of the next. */
const attemptsOf = (runId: string) =>
  hive.rows<{ status: string; fence: number; gap: number | null }>(
    `SELECT status, fence, (extract(epoch FROM created_at - lag(ended_at) OVER (ORDER BY fence)) * 1000)::float8 AS gap
     FROM attempt WHERE run_id = $1 ORDER BY fence`,
    [runId],
  );

test('[T48] a failure is retried with growing delays, under a new fence and a new idempotency key', async () => {
  hive.agents.on('third', (call) => (call.fence < 3 ? failedWith() : completed('at last')));
  const retry = { max_attempts: 5, backoff_ms: 60, multiplier: 3, jitter: 0 };
  const { runId, status, tasks, events } = await hive.run({ tasks: [task('a', [], { task_type: 'third', retry })] });
  expect(status).toBe('completed');
  expect(tasks.a).toMatchObject({ attempts: 3, losses: 0, fence: 3, output: 'at last', error: null });
  const [first, second, third] = await attemptsOf(runId);
  expect([first?.status, second?.status, third?.status]).toEqual(['failed', 'failed', 'completed']);
  expect(second?.gap).toBeGreaterThanOrEqual(59);
  expect(third?.gap).toBeGreaterThanOrEqual(179);
  expect(new Set(hive.agents.effectsOf(runId).map((effect) => effect.idempotencyKey)).size).toBe(3);
  expect(events.filter((event) => event.startsWith('task.retrying'))).toHaveLength(2);
});

test('[T48] jitter spreads delays inside its bounds', async () => {
  hive.agents.on('twice', (call) => (call.fence < 2 ? failedWith() : completed(null)));
  const retry = { max_attempts: 2, backoff_ms: 200, multiplier: 1, jitter: 0.5 };
  const tasks = Array.from({ length: 12 }, (_, at) => task(`t${at}`, [], { task_type: 'twice', retry }));
  const { runId, status } = await hive.run({ tasks });
  expect(status).toBe('completed');
  const delays = await hive.rows<{ ms: number }>(
    `SELECT (data->>'delay_ms')::int AS ms FROM event WHERE run_id = $1 AND type = 'task.retrying'`,
    [runId],
  );
  expect(delays).toHaveLength(12);
  for (const { ms } of delays) expect(ms).toSatisfy((delay: number) => delay >= 100 && delay <= 300);
  expect(new Set(delays.map(({ ms }) => ms)).size).toBeGreaterThan(1);
});

test('[T48] attempts end at max_attempts, and at once when nothing would change', async () => {
  hive.agents.on('never', () => failedWith({ message: 'no' }));
  hive.agents.on('final', () => failedWith({ retryable: false }));
  const retry = { max_attempts: 3, backoff_ms: 1, jitter: 0 };
  const { runId, status, tasks } = await hive.run({
    tasks: [task('a', [], { task_type: 'never', retry }), task('b', [], { task_type: 'final', retry })],
  });
  expect(status).toBe('failed');
  expect(hive.agents.effectsOf(runId, 'a')).toHaveLength(3);
  expect(hive.agents.effectsOf(runId, 'b')).toHaveLength(1);
  expect(tasks.a).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'agent_error', message: 'no' } });
});

test('[T48] an agent that asks to be left alone is left alone that long', async () => {
  hive.agents.on('limited', (call) => (call.fence < 2 ? failedWith({ code: 'rate_limited', retryAfterMs: 300 }) : completed(null)));
  const { runId, status } = await hive.run({ tasks: [task('a', [], { task_type: 'limited', retry: { backoff_ms: 0 } })] });
  expect(status).toBe('completed');
  expect((await attemptsOf(runId))[1]?.gap).toBeGreaterThanOrEqual(299);
});

test('[T49] a task that takes longer than its timeout is stopped and tried again', async () => {
  hive.agents.on('slow', (call, agent) => (call.fence < 2 ? hang(call, agent) : completed('in time')));
  const { runId, status, tasks } = await hive.run({
    tasks: [task('a', [], { task_type: 'slow', timeout_seconds: 0.15, retry: { backoff_ms: 0 } })],
  });
  expect(status).toBe('completed');
  expect(tasks.a?.attempts).toBe(2);
  const errors = await hive.rows<{ code: string }>(`SELECT error->>'code' AS code FROM attempt WHERE run_id = $1 AND status = 'failed'`, [
    runId,
  ]);
  expect(errors).toEqual([{ code: 'timeout' }]);
});

test('[T49] an agent that throws fails its attempt as internal', async () => {
  hive.agents.on('throws', () => {
    throw new Error('a bug of the adapter');
  });
  const { tasks } = await hive.run({ tasks: [task('a', [], { task_type: 'throws', retry: { max_attempts: 1 } })] });
  expect(tasks.a?.error).toMatchObject({ code: 'internal', message: 'a bug of the adapter' });
});
