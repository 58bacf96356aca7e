import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listRunAttempts } from '../../src/server/db/read-attempts.ts';
import { rebuildStats } from '../../src/server/db/rebuild-stats.ts';
import { claimAttempts } from '../../src/server/use-cases/claim-attempts.ts';
import { completeAttempt } from '../../src/server/use-cases/complete-attempt.ts';
import { sweepFleet, takeFromGone } from '../../src/server/use-cases/sweep-fleet.ts';
import { createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, failedWith, hang } from './scripted-agents.ts';

let hive: Harness;
let author: string;
let engine: Worker;
/** A check service that says what the test says. */
const verdicts = { answer: '{"verified":true}', status: 200, bodies: [] as { output: unknown; input: unknown; task_id: string }[] };
const service = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    verdicts.bodies.push(JSON.parse(body));
    response.writeHead(verdicts.status, { 'content-type': 'application/json' }).end(verdicts.answer);
  });
});
let serviceUrl: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  serviceUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/check`;
  hive = await createHarness();
  author = await hive.addAgent({ name: 'author', slots: 50 });
  await hive.addAgent({ name: 'judge', slots: 1, capabilities: ['judging'] });
  engine = await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(async () => {
  await hive.close();
  await new Promise((resolve) => service.close(resolve));
});

const RETRY = { max_attempts: 3, backoff_ms: 1, jitter: 0 };
const checked = (task_type: string, contract: object, more: object = {}) =>
  task('a', [], { task_type, contract, retry: RETRY, preferred_agents: ['author'], excluded_agents: ['judge'], ...more });

const attemptsOf = (runId: string) =>
  hive.rows<{ status: string; verification: string | null; quality: number | null; verification_reason: string | null; error: unknown }>(
    'SELECT status, verification, quality, verification_reason, error FROM attempt WHERE run_id = $1 ORDER BY fence',
    [runId],
  );

const statOf = async (taskType: string) => {
  await engine.deps.road.drain();
  const [sum] = await hive.rows<Record<string, number>>(
    `SELECT attempts, successes, returned, verified, rejected, quality_sum, quality_count FROM agent_stat WHERE agent_id = $1 AND task_type = $2`,
    [author, taskType],
  );
  return sum;
};

test('[VO10] a schema rejects, the task is tried again, and what meets it is verified', async () => {
  hive.agents.on('shape', (call) => completed(call.fence < 2 ? { score: 'high' } : { score: 3 }));
  const schema = { type: 'object', required: ['score'], properties: { score: { type: 'number' } } };
  const { runId, status, tasks, events } = await hive.run({ tasks: [checked('shape', { schema })] });
  expect(status).toBe('completed');
  expect(tasks.a).toMatchObject({ status: 'completed', attempts: 2, output: { score: 3 } });
  const [first, second] = await attemptsOf(runId);
  expect(first).toMatchObject({ status: 'failed', verification: 'rejected', verification_reason: '/score must be number' });
  expect(first?.error).toMatchObject({ code: 'contract_failed', retryable: true, detail: { check: 'schema', output: '{"score":"high"}' } });
  expect(second).toMatchObject({ status: 'completed', verification: 'verified', error: null });
  expect(events.filter((event) => event.endsWith(' a')).slice(1)).toEqual([
    'task.assigned a',
    'task.started a',
    'task.rejected a',
    'task.retrying a',
    'task.ready a',
    'task.assigned a',
    'task.started a',
    'task.verified a',
    'task.completed a',
  ]);
});

test('[VO11] a condition sees output, the task with its input, and what came before', async () => {
  hive.agents.on('double', (call) => completed((call.input as { n: number }).n * (call.fence < 2 ? 3 : 2)));
  const condition = 'output == task.input.n * 2.0 && task.attempt < 5 && tasks.first.output.key == "first" && input.wanted == output';
  const contracted = { ...checked('double', { condition }, { dependencies: ['first'] }), input: { n: 21 } };
  const { status, tasks } = await hive.run({ tasks: [task('first'), contracted] }, { input: { wanted: 42 } });
  expect(status).toBe('completed');
  expect(tasks.a).toMatchObject({ attempts: 2, output: 42 });
});

test('[VO12] a pattern that would run for hours is a rejection after its second, and holds up nobody for long', async () => {
  hive.agents.on('redos', () => completed({ text: `${'a'.repeat(40)}!` }));
  hive.agents.on('plain', () => completed({ text: 'aaa' }));
  const schema = { type: 'object', properties: { text: { type: 'string', pattern: '^(a+)+$' } } };
  const evil = await hive.submit({ tasks: [checked('redos', { schema }, { retry: { max_attempts: 1 } })] });
  const good = await hive.submit({ tasks: [checked('plain', { schema })] });
  expect(await hive.ended(good)).toBe('completed');
  expect(await hive.ended(evil)).toBe('failed');
  const [attempt] = await attemptsOf(evil);
  expect(attempt).toMatchObject({ verification: 'rejected', verification_reason: 'the check took longer than 1000 ms' });
});

test('[VO13] a command reads the output on stdin; its exit code decides, what it prints grades', async () => {
  hive.agents.on('counted', (call) => completed({ n: call.fence }));
  const script =
    'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>{const n=JSON.parse(s).n;if(n<2){console.error("n is "+n);process.exit(4)}console.log(JSON.stringify({quality:0.75,reason:"n is fine"}))})';
  const { runId, status } = await hive.run({ tasks: [checked('counted', { command: { argv: [process.execPath, '-e', script] } })] });
  expect(status).toBe('completed');
  expect(await attemptsOf(runId)).toMatchObject([
    { status: 'failed', verification: 'rejected', verification_reason: 'n is 1', quality: null },
    { status: 'completed', verification: 'verified', verification_reason: 'n is fine', quality: 0.75 },
  ]);
});

test('[VO13] a command that cannot start proves nothing: the result stays, unverified', async () => {
  const { runId, status } = await hive.run({ tasks: [checked('unproven', { command: { argv: ['/nowhere/at/all'] } })] });
  expect(status).toBe('completed');
  expect(await attemptsOf(runId)).toMatchObject([{ status: 'completed', verification: 'unverified' }]);
  expect((await hive.rows('SELECT type FROM event WHERE run_id = $1', [runId])).map((row) => (row as { type: string }).type)).toContain(
    'task.unverified',
  );
});

test('[VO14] a service gets output, input and task; its word counts, its absence proves nothing', async () => {
  Object.assign(verdicts, { answer: '{"verified":true,"quality":0.5}', status: 200, bodies: [] });
  const one = await hive.run({ tasks: [{ ...checked('served', { http: { url: serviceUrl } }), input: { q: 1 } }] });
  expect(await attemptsOf(one.runId)).toMatchObject([{ verification: 'verified', quality: 0.5 }]);
  expect(verdicts.bodies).toEqual([{ task_id: one.tasks.a?.id, input: { q: 1 }, output: { key: 'a' } }]);
  Object.assign(verdicts, { answer: '{"verified":false,"reason":"dead link"}' });
  const two = await hive.run({ tasks: [checked('served', { http: { url: serviceUrl } })] });
  expect(two.tasks.a).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'contract_failed', detail: { check: 'http' } } });
  Object.assign(verdicts, { status: 500 });
  const three = await hive.run({ tasks: [checked('served', { http: { url: serviceUrl } })] });
  expect(await attemptsOf(three.runId)).toMatchObject([
    { status: 'completed', verification: 'unverified', verification_reason: 'the check service answered 500' },
  ]);
});

test('[VO15] a judge grades against the rubric; a bad grade is a rejection, a judge that fails proves nothing', async () => {
  const judge = { agent: 'judge', rubric: 'It names its sources.', min_quality: 0.7 };
  const prompts: string[] = [];
  hive.agents.on('judge', (call) => {
    prompts.push(`${call.description} ${JSON.stringify(call.input)}`);
    return completed({ quality: call.fence < 2 ? 0.2 : 0.9, reason: 'because' });
  });
  const one = await hive.run({ tasks: [checked('essay', { judge })] });
  expect(await attemptsOf(one.runId)).toMatchObject([
    { status: 'failed', verification: 'rejected', quality: 0.2 },
    { status: 'completed', verification: 'verified', quality: 0.9, verification_reason: 'because' },
  ]);
  expect(prompts[0]).toContain('It names its sources.');
  expect(prompts[0]).toContain('output_json');
  hive.agents.on('judge', () => failedWith({ message: 'out of tokens' }));
  const two = await hive.run({ tasks: [checked('essay', { judge })] });
  expect(await attemptsOf(two.runId)).toMatchObject([
    { status: 'completed', verification: 'unverified', verification_reason: 'the judge failed: out of tokens' },
  ]);
  const own = await hive.run({ tasks: [checked('essay', { judge: { ...judge, agent: 'author' } })] });
  expect(await attemptsOf(own.runId)).toMatchObject([{ verification: 'unverified' }]);
});

test('[VO34] the quality that a workflow demands refuses what is graded lower, and a judge asks for it', async () => {
  Object.assign(verdicts, { answer: '{"verified":true,"quality":0.85}', status: 200 });
  const demanding = { quality_threshold: 0.9, tasks: [checked('graded', { http: { url: serviceUrl } }, { retry: { max_attempts: 1 } })] };
  const refused = await hive.run(demanding);
  expect(await attemptsOf(refused.runId)).toMatchObject([
    { status: 'failed', verification: 'rejected', quality: 0.85, verification_reason: 'quality 0.85 is below 0.9' },
  ]);
  const content = await hive.run({ ...demanding, quality_threshold: 0.85 });
  expect(await attemptsOf(content.runId)).toMatchObject([{ verification: 'verified', quality: 0.85 }]);
  hive.agents.on('judge', () => completed({ quality: 0.85 }));
  const judged = (more: object) => ({
    ...more,
    tasks: [checked('graded', { judge: { agent: 'judge', rubric: 'It is good.' } }, { retry: { max_attempts: 1 } })],
  });
  const lax = await hive.run(judged({}));
  const strict = await hive.run(judged({ quality_threshold: 0.9 }));
  expect(await attemptsOf(lax.runId)).toMatchObject([{ verification: 'verified' }]);
  expect(await attemptsOf(strict.runId)).toMatchObject([{ verification: 'rejected', verification_reason: 'quality 0.85 is below 0.9' }]);
});

test('[VO40] judging takes a slot of the judge, and what it cost stands beside the attempt', async () => {
  const cost = { inputTokens: 200, outputTokens: 20, costUsd: 0.01 };
  const before = hive.agents.mostAtOnce('judge');
  hive.agents.on('judge', () => ({ kind: 'completed', outputText: '{"quality":1}', usage: cost }));
  const judge = { agent: 'judge', rubric: 'It is there.', min_quality: 0.5 };
  const { runId, status } = await hive.run({ tasks: ['a', 'b', 'c'].map((id) => ({ ...checked('essay', { judge }), task_id: id })) });
  expect([status, Math.max(before, hive.agents.mostAtOnce('judge'))]).toEqual(['completed', 1]);
  const attempts = [...(await listRunAttempts(hive.deps.db.pool, runId)).values()].flat();
  expect(attempts.map(({ judging }) => [judging?.agentName, judging?.usage])).toEqual(attempts.map(() => ['judge', cost]));
  expect(await hive.rows('SELECT 1 FROM judge_call WHERE ended_at IS NULL')).toEqual([]);
});

test('[VO16] a result from outside is kept when it is reported, and verified before it counts', async () => {
  const puller = await hive.addAgent({ name: 'puller', slots: 5, capabilities: ['pulling'], kind: 'worker' });
  const schema = { type: 'number', minimum: 10 };
  const runId = await hive.submit({ tasks: [checked('pulled', { schema }, { required_capabilities: ['pulling'], preferred_agents: [] })] });
  const take = async () => {
    const [claimed] = await claimAttempts(hive.deps, { agentId: puller, max: 1, waitMs: 30_000 });
    if (!claimed) throw new Error('nothing to claim');
    return claimed;
  };
  const first = await take();
  await completeAttempt(hive.deps, { taskId: first.taskId, fence: first.fence, status: 'completed', output: 3 });
  await expect(
    completeAttempt(hive.deps, { taskId: first.taskId, fence: first.fence, status: 'completed', output: 30 }),
  ).rejects.toMatchObject({ code: 'stale_fence' });
  const second = await take();
  expect(second).toMatchObject({ taskId: first.taskId, fence: 2 });
  const usage = { inputTokens: 5, outputTokens: 6, costUsd: 0.5 };
  await completeAttempt(hive.deps, { taskId: second.taskId, fence: 2, status: 'completed', output: 12, usage });
  expect(await hive.ended(runId)).toBe('completed');
  expect((await hive.tasks(runId)).a).toMatchObject({ output: 12, attempts: 2, losses: 0 });
  expect(await attemptsOf(runId)).toMatchObject([{ verification: 'rejected' }, { verification: 'verified' }]);
  expect(await hive.rows('SELECT input_tokens, cost_usd FROM attempt WHERE run_id = $1 AND fence = 2', [runId])).toEqual([
    { input_tokens: 5, cost_usd: 0.5 },
  ]);
});

test('[VO16] a process that stops while it checks hands the result on: the work is not done again', async () => {
  const own = await createHarness();
  try {
    const puller = await own.addAgent({ name: 'puller', slots: 5, kind: 'worker' });
    await own.addAgent({ name: 'judge', slots: 1, capabilities: ['judging'] });
    const contract = { judge: { agent: 'judge', rubric: 'Is it there?' } };
    let judged = () => {};
    const judging = new Promise<void>((resolve) => {
      judged = resolve;
    });
    own.agents.on('judge', (call, agent) => {
      judged();
      return hang(call, agent);
    });
    const first = await own.startWorker();
    const runId = await own.submit({ tasks: [task('a', [], { contract, excluded_agents: ['judge'] })] });
    const [claimed] = await claimAttempts(own.deps, { agentId: puller, max: 1, waitMs: 30_000 });
    if (!claimed) throw new Error('nothing to claim');
    await completeAttempt(own.deps, { taskId: claimed.taskId, fence: claimed.fence, status: 'completed', output: 'kept' });
    await judging;
    await first.close();
    expect((await own.tasks(runId)).a).toMatchObject({ status: 'running', fence: 1 });
    own.agents.on('judge', () => completed({ quality: 1 }));
    await own.startWorker();
    expect(await own.ended(runId)).toBe('completed');
    expect((await own.tasks(runId)).a).toMatchObject({ output: 'kept', fence: 1, losses: 0, attempts: 1 });
  } finally {
    await own.close();
  }
});

test('[VO16] a process that dies while it checks hands the result on; of a second one that dies of it the work is done again', async () => {
  const own = await createHarness();
  try {
    const puller = await own.addAgent({ name: 'puller', slots: 5, kind: 'worker' });
    await own.addAgent({ name: 'judge', slots: 1, capabilities: ['judging'] });
    own.agents.on('judge', hang);
    await own.startWorker();
    const contract = { judge: { agent: 'judge', rubric: 'Is it there?' } };
    const runId = await own.submit({ tasks: [task('a', [], { contract, excluded_agents: ['judge'] })] });
    const report = async (output: string) => {
      const [claimed] = await claimAttempts(own.deps, { agentId: puller, max: 1, waitMs: 30_000 });
      if (!claimed) throw new Error('nothing to claim');
      await completeAttempt(own.deps, { taskId: claimed.taskId, fence: claimed.fence, status: 'completed', output });
    };
    const checkers = async () =>
      (await own.rows<{ id: string }>('SELECT worker_id AS id FROM attempt WHERE ended_at IS NULL AND worker_id IS NOT NULL')).map(
        ({ id }) => id,
      );
    /** As the others see a death: its lease is over, and one of them takes what it held. */
    const die = async () => {
      await own.until(async () => own.agents.effectsOf(runId).length > 0 && (await checkers()).length === 1);
      const [checker = ''] = await checkers();
      await own.until(async () => {
        await own.rows(`UPDATE worker SET lease_expires_at = clock_timestamp() - interval '1 minute' WHERE id = $1`, [checker]);
        await takeFromGone(own.deps, []);
        return (await own.rows('SELECT 1 FROM worker WHERE id = $1 AND ended_at IS NOT NULL', [checker])).length === 1;
      });
    };
    await report('kept');
    await die();
    expect((await own.tasks(runId)).a).toMatchObject({ status: 'running', fence: 1, losses: 0 });
    await die();
    await own.until(async () => (await own.tasks(runId)).a?.losses === 1);
    own.agents.on('judge', () => completed({ quality: 1 }));
    await report('again');
    expect(await own.ended(runId)).toBe('completed');
    expect((await own.tasks(runId)).a).toMatchObject({ output: 'again', fence: 2, losses: 1, attempts: 1 });
  } finally {
    await own.close();
  }
});

test('[VO40] a call of a judge whose result nobody checks any more takes its slot no longer', async () => {
  const { runId } = await hive.run({ tasks: [task('a', [], { excluded_agents: ['judge', 'puller'] })] });
  const id = hive.deps.newId();
  await hive.rows(
    `INSERT INTO judge_call (id, attempt_id, agent_id, worker_id, started_at)
     SELECT $1, a.id, a.agent_id, w.id, clock_timestamp() FROM attempt a, worker w WHERE a.run_id = $2 AND w.ended_at IS NULL LIMIT 1`,
    [id, runId],
  );
  const isOpen = async () => (await hive.rows('SELECT 1 FROM judge_call WHERE id = $1 AND ended_at IS NULL', [id])).length === 1;
  await sweepFleet(hive.deps);
  expect(await isOpen(), 'its process may be about to end it').toBe(true);
  await hive.rows(`UPDATE attempt SET ended_at = ended_at - interval '1 minute' WHERE run_id = $1`, [runId]);
  await sweepFleet(hive.deps);
  expect(await isOpen()).toBe(false);
});

test('[VO17] every attempt teaches whether results come back, only verdicts teach whether they are good; a rebuild says the same', async () => {
  hive.agents.on('taught', (call) => {
    if (call.fence === 1) return failedWith();
    return completed(call.fence);
  });
  const contract = { condition: 'output == 3.0' };
  await hive.run({ tasks: [checked('taught', contract, { excluded_agents: ['judge', 'puller'] })] });
  hive.agents.on('taught', () => completed('no contract'));
  await hive.run({ tasks: [task('a', [], { task_type: 'taught', excluded_agents: ['judge', 'puller'] })] });
  const want = { attempts: 4, successes: 2, returned: 3, verified: 1, rejected: 1, quality_sum: 0, quality_count: 0 };
  expect(await statOf('taught')).toEqual(want);
  await rebuildStats(hive.deps.db.pool);
  expect(await statOf('taught')).toEqual(want);
});
