import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Belief } from '../../src/server/core/prediction/belief.ts';
import { type EndedOutcome, learnFromOutcomes } from '../../src/server/db/belief-learning.ts';
import { rebuildStats } from '../../src/server/db/rebuild-stats.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { decideReview } from '../../src/server/use-cases/decide-review.ts';
import { listReviews } from '../../src/server/use-cases/list-reviews.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed } from './scripted-agents.ts';

let hive: Harness;
let engine: Worker;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'author', slots: 20 });
  engine = await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const RETRY = { max_attempts: 2, backoff_ms: 1, jitter: 0 };
const reviewed = (human: object = {}, more: object = {}) =>
  task('a', [], { contract: { human: { instructions: 'Is it kind?', ...human } }, retry: RETRY, ...more });

const waiting = (runId: string) => hive.until(async () => (await hive.tasks(runId)).a?.status === 'waiting');
const idOf = async (runId: string) => (await hive.tasks(runId)).a?.id as string;
const decide = async (runId: string, verdict: { verdict: 'accept' | 'reject'; reason: string; quality?: number }) =>
  decideReview(hive.deps, { taskId: await idOf(runId), verdict }, BY);
const attemptsOf = (runId: string) =>
  hive.rows<{ status: string; verification: string | null; quality: number | null }>(
    'SELECT status, verification, quality FROM attempt WHERE run_id = $1 ORDER BY fence',
    [runId],
  );

/** Lets the deadline of every open review pass, and sweeps. */
async function passDeadline(): Promise<void> {
  await hive.rows(`UPDATE review SET due_at = clock_timestamp() WHERE verdict IS NULL AND due_at IS NOT NULL`);
  await hive.rows(`DELETE FROM duty WHERE name = 'sweep'`);
  await sweepFleet(hive.deps);
}

test('[VO20] the attempt ends and the task waits; accepted it completes, verified, and what follows goes on', async () => {
  const runId = await hive.submit({ tasks: [reviewed(), task('b', ['a'])] });
  await waiting(runId);
  expect((await hive.tasks(runId)).a).toMatchObject({ wait_reason: 'review', output: { key: 'a' } });
  expect(await attemptsOf(runId)).toEqual([{ status: 'completed', verification: null, quality: null }]);
  const { data } = await listReviews(hive.deps, { limit: 10, runId });
  expect(data).toMatchObject([{ taskId: 'a', agentName: 'author', instructions: 'Is it kind?', onDeadline: 'reject', dueAt: null }]);
  expect(await decide(runId, { verdict: 'accept', reason: 'yes', quality: 0.8 })).toMatchObject({ status: 'completed' });
  expect(await hive.ended(runId)).toBe('completed');
  expect((await attemptsOf(runId))[0]).toEqual({ status: 'completed', verification: 'verified', quality: 0.8 });
  expect((await hive.events(runId)).filter((event) => event.endsWith(' a')).slice(-3)).toEqual([
    'task.waiting a',
    'task.verified a',
    'task.completed a',
  ]);
  await expect(decide(runId, { verdict: 'reject', reason: 'late' })).rejects.toMatchObject({ code: 'conflict' });
});

test('[VO21] rejected it is a failed attempt: tried again while attempts are left, then the task fails', async () => {
  const runId = await hive.submit({ tasks: [reviewed()] });
  await waiting(runId);
  expect(await decide(runId, { verdict: 'reject', reason: 'rude' })).toMatchObject({ status: 'ready' });
  await hive.until(async () => (await attemptsOf(runId)).length === 2);
  await waiting(runId);
  expect(await decide(runId, { verdict: 'reject', reason: 'still rude' })).toMatchObject({ status: 'failed' });
  expect(await hive.ended(runId)).toBe('failed');
  expect((await hive.tasks(runId)).a).toMatchObject({
    output: null,
    attempts: 2,
    error: { code: 'contract_failed', detail: { check: 'human' } },
  });
  expect(await attemptsOf(runId)).toMatchObject([
    { status: 'failed', verification: 'rejected' },
    { status: 'failed', verification: 'rejected' },
  ]);
});

test('[VO27] rejected it is tried again by its policy, whoever rejected it, without a sweep', async () => {
  const runId = await hive.submit({ tasks: [reviewed()] });
  await waiting(runId);
  await hive.withoutSweeps(async () => {
    await decide(runId, { verdict: 'reject', reason: 'rude' });
    await hive.until(async () => (await attemptsOf(runId)).length === 2);
  });
  await waiting(runId);
  await decide(runId, { verdict: 'accept', reason: '' });
  expect(await hive.ended(runId)).toBe('completed');
});

test('[VO26] a verdict teaches beliefs once, when a person gives it; a deadline teaches nothing of the result', async () => {
  const once = { retry: { max_attempts: 1 } };
  const runs: Record<string, string> = {};
  for (const type of ['accepted', 'rejected', 'expired']) {
    const human = type === 'expired' ? { deadline_minutes: 60 } : {};
    runs[type] = await hive.submit({ tasks: [reviewed(human, { ...once, task_type: type })] });
  }
  for (const runId of Object.values(runs)) await waiting(runId);
  const learn = async () => {
    await hive.rows(`UPDATE attempt SET ended_at = ended_at - interval '5 s' WHERE ended_at > clock_timestamp() - interval '2 s'`);
    await hive.rows(`UPDATE review SET decided_at = decided_at - interval '2 s' WHERE decided_at > clock_timestamp() - interval '2 s'`);
    const learned: string[] = [];
    const note = async (_: number, outcomes: EndedOutcome[]) => {
      const told = ({ taskType, stage, verification }: EndedOutcome) => `${taskType} ${stage} ${verification}`;
      learned.push(...outcomes.filter(({ taskType }) => taskType in runs).map(told));
      return new Belief().state();
    };
    while ((await learnFromOutcomes(hive.deps.db.pool, note, 100)).read > 0);
    return learned.sort();
  };
  expect(await learn()).toEqual(['accepted end null', 'expired end null', 'rejected end null']);
  await decide(runs.accepted ?? '', { verdict: 'accept', reason: '' });
  await decide(runs.rejected ?? '', { verdict: 'reject', reason: 'rude' });
  await passDeadline();
  for (const runId of Object.values(runs)) await hive.ended(runId);
  expect(await learn()).toEqual(['accepted verdict verified', 'rejected verdict rejected']);
  expect(await learn()).toEqual([]);
});

test('[VO22] a deadline decides as the contract says and proves nothing', async () => {
  const accepted = await hive.submit({ tasks: [reviewed({ deadline_minutes: 60, on_deadline: 'accept' })] });
  const rejected = await hive.submit({ tasks: [reviewed({ deadline_minutes: 60 }, { retry: { max_attempts: 1 } })] });
  await Promise.all([waiting(accepted), waiting(rejected)]);
  await passDeadline();
  expect(await hive.ended(accepted)).toBe('completed');
  expect(await hive.ended(rejected)).toBe('failed');
  expect(await attemptsOf(accepted)).toMatchObject([{ status: 'completed', verification: 'unverified' }]);
  expect(await attemptsOf(rejected)).toMatchObject([{ status: 'failed', verification: 'unverified' }]);
});

test('[VO23] of two verdicts at once one counts, and a cancelled run waits for none', async () => {
  const runId = await hive.submit({ tasks: [reviewed()] });
  await waiting(runId);
  const both = await Promise.allSettled([
    decide(runId, { verdict: 'accept', reason: '' }),
    decide(runId, { verdict: 'accept', reason: '' }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await hive.ended(runId)).toBe('completed');
  const gone = await hive.submit({ tasks: [reviewed()] });
  await waiting(gone);
  await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
  await expect(decide(gone, { verdict: 'accept', reason: '' })).rejects.toMatchObject({ code: 'conflict' });
  await passDeadline();
  expect(await hive.rows('SELECT verdict FROM review WHERE run_id = $1', [gone])).toEqual([{ verdict: 'withdrawn' }]);
  expect((await listReviews(hive.deps, { limit: 10 })).data).toEqual([]);
});

test('[VO24] nobody is asked about what a machine refused already', async () => {
  hive.agents.on('half', (call) => completed(call.fence < 2 ? 'x' : 1));
  const contract = { schema: { type: 'number' }, human: { instructions: 'Look.' } };
  const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'half', contract, retry: RETRY })] });
  await waiting(runId);
  expect(await attemptsOf(runId)).toMatchObject([{ verification: 'rejected' }, { verification: null }]);
  await decide(runId, { verdict: 'accept', reason: '' });
  expect(await hive.ended(runId)).toBe('completed');
});

test('[VO17] what reviews teach is what a rebuild finds', async () => {
  await engine.deps.road.drain();
  await hive.deps.road.drain();
  const read = () =>
    hive.rows(
      'SELECT task_type, attempts, successes, returned, verified, rejected, quality_sum, quality_count, cost_count FROM agent_stat ORDER BY task_type',
    );
  const learned = await read();
  await rebuildStats(hive.deps.db.pool);
  expect(await read()).toEqual(learned);
  expect(learned.map((row) => (row as { task_type: string }).task_type)).toEqual(['accepted', 'expired', 'half', 'rejected', 'work']);
});
