import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFeed } from '../../src/server/events/feed.ts';
import { completeAttempt } from '../../src/server/use-cases/complete-attempt.ts';
import { readSecret } from '../../src/server/use-cases/read-secret.ts';
import { storeSecret } from '../../src/server/use-cases/store-secret.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'one', slots: 200 });
  await Promise.all([hive.startWorker({ slots: 60 }), hive.startWorker({ slots: 60 })]);
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

/** Every connection but the one that asks. */
const cutAll = () =>
  hive.rows('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');

test('[L5] connections that are cut in the middle of everything cost time only', async () => {
  hive.agents.on('steady', async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return completed(null);
  });
  const stages = Array.from({ length: 6 }, (_, stage) => Array.from({ length: 25 }, (_, at) => `s${stage}-${at}`));
  const tasks = stages.flatMap((ids, stage) =>
    ids.map((id, at) => task(id, stage > 0 ? [`s${stage - 1}-${at}`] : [], { task_type: 'steady' })),
  );
  const runs = await Promise.all([0, 1, 2].map(() => hive.submit({ max_concurrent_tasks: 60, tasks })));
  for (const [cut, calls] of [30, 120, 200, 280, 350].entries()) {
    await hive.agents.begun(runs[cut % runs.length] as string, Math.min(calls / 3, 140));
    await cutAll();
  }
  expect(await Promise.all(runs.map((runId) => hive.ended(runId)))).toEqual(['completed', 'completed', 'completed']);
  for (const runId of runs) {
    const result = await hive.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM task WHERE run_id = $1 AND status = 'completed' AND attempts = 1`,
      [runId],
    );
    expect(result[0]?.n).toBe(150);
  }
});

test('[L5] submissions during a cut are stored once or refused, never both', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `cut ${at}`);
  const answers = names.map((name) => hive.submit({ name, tasks: [task('a')] }));
  await cutAll();
  const ids = await Promise.all(answers);
  expect(await Promise.all(ids.map((runId) => hive.ended(runId)))).toEqual(names.map(() => 'completed'));
  expect(await hive.rows(`SELECT count(*)::int AS n FROM run WHERE name LIKE 'cut %'`)).toEqual([{ n: 40 }]);
});

/** Holds a lock while `work` goes on. */
async function whileLocked(statement: string, values: unknown[], work: () => Promise<void>): Promise<void> {
  const client = await hive.deps.db.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(statement, values);
    await work();
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
/** Cuts the connections on which such statements wait for a lock; resolves when there was one. */
const cutWaiting = (like: string) =>
  hive.until(async () => {
    const cut = await hive.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1 AND pid <> pg_backend_pid()`,
      [like],
    );
    return cut.length > 0;
  });

test('[L5] a task whose input could not be read for a moment has not failed: nobody was called yet', async () => {
  const hold = createHold();
  hive.agents.on('large', () => completed('x'.repeat(70_000)));
  hive.agents.on('held', hold.script);
  const once = { retry: { max_attempts: 1 } };
  const runId = await hive.submit({
    tasks: [
      task('a', [], { task_type: 'large' }),
      task('b', [], { task_type: 'held' }),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how references are written
      task('c', ['a', 'b'], { input: '${tasks.a.output}', ...once }),
    ],
  });
  await hive.until(async () => (await hive.tasks(runId)).a?.status === 'completed');
  await whileLocked('LOCK TABLE artifact IN ACCESS EXCLUSIVE MODE', [], async () => {
    hold.release();
    await cutWaiting('%FROM artifact WHERE id%');
  });
  expect(await hive.ended(runId)).toBe('completed');
  expect((await hive.tasks(runId)).c).toMatchObject({ fence: 1, attempts: 1 });
});

test('[L5] a secret that could not be read for a moment fails no call that needs it', async () => {
  await storeSecret(hive.deps, { name: 'KEY', value: 'open sesame' }, BY);
  let reading = Promise.resolve<string | null>(null);
  await whileLocked('LOCK TABLE secret IN ACCESS EXCLUSIVE MODE', [], async () => {
    reading = readSecret(hive.deps, 'KEY');
    await cutWaiting('%FROM secret WHERE name%');
  });
  expect(await reading).toBe('open sesame');
});

test('[L5] a judge whose end could not be stored at once gives its slot back, and its verdict counts', async () => {
  await hive.addAgent({ name: 'judge', slots: 1, capabilities: ['judging'] });
  const hold = createHold();
  hive.agents.on('judge', hold.script);
  const contract = { judge: { agent: 'judge', rubric: 'It is there.', min_quality: 0.5 } };
  const runId = await hive.submit({ tasks: [task('a', [], { contract, excluded_agents: ['judge'] })] });
  const openCalls = () => hive.rows('SELECT 1 FROM judge_call WHERE ended_at IS NULL');
  await hive.until(async () => (await openCalls()).length === 1);
  await whileLocked('LOCK TABLE judge_call IN ACCESS EXCLUSIVE MODE', [], async () => {
    hold.release(completed({ quality: 1 }));
    await cutWaiting('UPDATE judge_call SET ended_at = clock_timestamp(), input_tokens%');
  });
  expect(await hive.ended(runId)).toBe('completed');
  expect(await hive.rows('SELECT verification FROM attempt WHERE run_id = $1', [runId])).toEqual([{ verification: 'verified' }]);
  expect(await openCalls()).toEqual([]);
});

test('[L5] a call that its agent took over while the connection was cut is not made again', async () => {
  const hold = createHold();
  hive.agents.on('accepts', hold.script);
  const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'accepts', excluded_agents: ['judge'] })] });
  await hive.until(async () => (await hive.tasks(runId)).a?.status === 'running');
  await whileLocked('SELECT 1 FROM attempt WHERE run_id = $1 FOR UPDATE', [runId], async () => {
    hold.release({ kind: 'accepted' });
    await cutWaiting('UPDATE attempt SET worker_id = NULL%');
  });
  await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND worker_id IS NULL', [runId])).length === 1);
  const { a } = await hive.tasks(runId);
  await completeAttempt(hive.deps, { taskId: a?.id ?? '', fence: 1, status: 'completed', output: 'late' });
  expect(await hive.ended(runId)).toBe('completed');
  expect(hive.agents.effectsOf(runId)).toHaveLength(1);
});

const feedPids = async () =>
  (
    await hive.rows<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hive-feed'`,
    )
  ).map(({ pid }) => pid);

test('[Q26] what is published while the connection of the feed is cut is heard by others once it is there again', async () => {
  const others = await feedPids();
  const feed = createFeed({ url: hive.deps.db.url, onError: () => {} });
  await feed.ready();
  const own = (await feedPids()).filter((pid) => !others.includes(pid));
  expect(own).toHaveLength(1);
  const heard = new Promise<void>((resolve) => {
    hive.deps.feed.subscribe((topic) => topic === 'run:cut' && resolve());
  });
  await hive.rows('SELECT pg_terminate_backend($1)', [own[0]]);
  feed.publish(['run:cut']);
  await heard;
  await feed.close();
});

test('[L6] an attempt that its process knows nothing of is handed back', async () => {
  const [worker] = await hive.rows<{ id: string }>('SELECT id FROM worker WHERE ended_at IS NULL LIMIT 1');
  const [agent] = await hive.rows<{ id: string }>('SELECT id FROM agent LIMIT 1');
  const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: ['nobody-has-it'] })] });
  await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'no_capable_agent');
  // What a pass leaves behind when its commit got through and the answer did not; the demand is lifted so that the task can go on then.
  await hive.rows(
    `WITH t AS (UPDATE task SET status = 'assigned', fence = 1, park_key = NULL, park_rank = NULL, wait_reason = NULL,
       spec = (spec::jsonb || '{"requiredCapabilities": []}')::json WHERE run_id = $1 RETURNING id)
     , e AS (UPDATE run SET seq = seq + 1 WHERE id = $1 RETURNING seq)
     , v AS (INSERT INTO event (run_id, seq, task_id, type, at) SELECT $1, e.seq, t.id, 'task.assigned', clock_timestamp() FROM t, e)
     INSERT INTO attempt (id, task_id, run_id, agent_id, worker_id, number, fence, status, created_at)
     SELECT $2, t.id, $1, $3, $4, 1, 1, 'assigned', clock_timestamp() FROM t`,
    [runId, hive.deps.newId(), agent?.id, worker?.id],
  );
  expect(await hive.ended(runId)).toBe('completed');
  expect((await hive.tasks(runId)).a).toMatchObject({ fence: 2, attempts: 1, losses: 0 });
});
