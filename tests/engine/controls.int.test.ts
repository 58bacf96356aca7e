// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../src/server/core/access/principal.ts';
import type { RunSummary } from '../../src/server/core/run/run-view.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { approvalDecisionSchema, decideApproval } from '../../src/server/use-cases/decide-approval.ts';
import { countWaiting, listApprovals, readApproval } from '../../src/server/use-cases/list-approvals.ts';
import { type ListRuns, listRuns } from '../../src/server/use-cases/list-runs.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { reviseAlerts } from '../../src/server/use-cases/watch-alerts.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, control, createHarness, type Harness, type StoredTask, task } from './harness.ts';
import { createHold } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'hand', slots: 20 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

describe('timers', () => {
  test('[T57] a step that breaks every time fails its own task, and holds up no other', async () => {
    const hold = createHold();
    hive.agents.on('held', hold.script);
    const runId = await hive.submit({
      failure_tolerance: 1,
      tasks: [
        task('first', [], { task_type: 'held' }),
        control('ask', { approval: { title: 'Go on?' } }, ['first']),
        control('tick', { timer: { seconds: 0 } }, ['first']),
        { task_id: 'choose', dependencies: ['first'], branch: { cases: [{ when: 'true', then: ['after'] }] } },
        task('after', ['choose']),
      ],
    });
    // Neither can be said at any door: another version of the program may have stored them.
    await hive.rows(`UPDATE task SET input = '{"title":"a\\u0000b"}' WHERE run_id = $1 AND key = 'ask'`, [runId]);
    await hive.rows(`UPDATE task SET input = '{"cases":7}' WHERE run_id = $1 AND key = 'choose'`, [runId]);
    hold.release();
    await hive.ended(runId);
    const broken = { status: 'failed', error: { code: 'internal' } };
    expect(await hive.tasks(runId)).toMatchObject({
      ask: broken,
      choose: broken,
      tick: { status: 'completed' },
      after: { status: 'skipped' },
    });
  });

  test('[TI3] a timer takes no agent, attempt or place of its run, fires once, and what follows goes on', async () => {
    const tasks = [control('a', { timer: { seconds: 0.05 } }), control('b', { timer: { seconds: 0 } }), task('c', ['a', 'b'])];
    const { runId, status, tasks: ended, events } = await hive.run({ tasks, max_concurrent_tasks: 1 });
    expect(status).toBe('completed');
    expect(ended.a).toMatchObject({ fence: 0, attempts: 0, output: { due_at: expect.any(String), fired_at: expect.any(String) } });
    expect(events.filter((event) => event.endsWith(' a'))).toEqual(['task.ready a', 'task.waiting a', 'task.completed a']);
    expect(await hive.rows('SELECT key FROM attempt JOIN task ON task.id = task_id WHERE attempt.run_id = $1', [runId])).toEqual([
      { key: 'c' },
    ]);
    const { due_at: due, fired_at: fired } = (ended.a as StoredTask).output as { due_at: string; fired_at: string };
    expect(Date.parse(fired)).toBeGreaterThanOrEqual(Date.parse(due));
  });

  test('[TI4] a timer is due by the clock of the database, also after everybody who knew of it is gone', async () => {
    const own = await hive.startWorker();
    const runId = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } }), task('b', ['a'])] });
    await hive.waiting(runId, 'a');
    await own.close();
    await sweepFleet(hive.deps);
    expect((await hive.tasks(runId)).a?.status).toBe('waiting');
    await hive.passTime(runId);
    await hive.passTime(runId);
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.events(runId)).filter((event) => event === 'task.completed a')).toHaveLength(1);
  });

  test('[TI5] a time may come from an earlier task; one that is none fails the timer with its cause', async () => {
    hive.agents.on('clock', () => ({ kind: 'completed', outputText: '{"past":"2020-01-01T00:00:00Z","word":"soon"}', usage: null }));
    const at = (name: string) => control(name, { timer: { until: `\${tasks.a.output.${name}}` } }, ['a']);
    const { tasks } = await hive.run({ tasks: [task('a', [], { task_type: 'clock' }), at('past'), at('word'), at('gone')] });
    expect(tasks.past).toMatchObject({ status: 'completed', output: { due_at: '2020-01-01T00:00:00.000Z' } });
    expect(tasks.word).toMatchObject({ status: 'failed', error: { code: 'input_unresolved' } });
    expect(tasks.gone).toMatchObject({ status: 'failed', error: { code: 'input_unresolved' } });
  });

  test('[TI6] a pause stops no clock, and what follows waits for the resume; a cancel ends the wait', async () => {
    const runId = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } }), task('b', ['a'])] });
    await hive.waiting(runId, 'a');
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    await hive.passTime(runId);
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'completed');
    expect(await hive.tasks(runId)).toMatchObject({ b: { status: 'ready', wait_reason: 'paused' } });
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    const gone = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } })] });
    await hive.waiting(gone, 'a');
    await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
    await hive.passTime(gone);
    expect((await hive.tasks(gone)).a).toMatchObject({ status: 'cancelled', wait_reason: null });
  });

  test('[TI7] a thousand timers are taken out of the queue and end together', async () => {
    const tasks = Array.from({ length: 1_000 }, (_, at) => control(`t${at}`, { timer: { seconds: 0 } }));
    const { status, runId } = await hive.run({ tasks });
    expect(status).toBe('completed');
    expect(await hive.rows('SELECT completed FROM run WHERE id = $1', [runId])).toEqual([{ completed: 1_000 }]);
  });

  test('[TI8] a condition decides before a control task begins, and a skip spreads', async () => {
    const { tasks } = await hive.run({
      tasks: [control('a', { timer: { seconds: 3_600 }, condition: 'false' }), task('b', ['a'])],
    });
    expect(tasks).toMatchObject({ a: { status: 'skipped' }, b: { status: 'skipped' } });
  });
});

const OPERATOR: Principal = { id: 'user:op', kind: 'user', name: 'Op', role: 'operator' };
const FORM = { properties: { amount: { type: 'number', maximum: 10 }, why: { type: 'string' } }, required: ['amount'] };

/** Starts a run that asks, and waits for its question. */
async function ask(settings: object, more: unknown[] = []): Promise<{ runId: string; approvalId: string }> {
  const runId = await hive.submit({ tasks: [control('a', { approval: { title: 'Ship it?', ...settings } }), ...(more as never[])] });
  await hive.waiting(runId, 'a');
  const { data } = await listApprovals(hive.deps, { limit: 10, status: 'open', runId });
  return { runId, approvalId: data[0]?.id as string };
}
const decide = (approvalId: string, decision: object, by: Principal = OPERATOR) =>
  decideApproval(hive.deps, { approvalId, decision: approvalDecisionSchema.parse(decision) }, by);

describe('approvals', () => {
  test('[AP2] a task asks with its references filled in; a yes completes it with what was entered', async () => {
    const runId = await hive.submit(
      {
        tasks: [
          control('a', { approval: { title: 'Pay ${input.amount} to ${input.who}?', form: FORM } }),
          task('b', ['a'], { input: { paid: '${tasks.a.output.form.amount}' } }),
        ],
      },
      { input: { amount: 7, who: 'Ada' } },
    );
    await hive.waiting(runId, 'a');
    expect(await countWaiting(hive.deps)).toEqual({ approvals: 1, reviews: 0 });
    const { data } = await listApprovals(hive.deps, { limit: 10, status: 'open', runId });
    expect(data).toMatchObject([{ title: 'Pay 7 to Ada?', taskId: 'a', status: 'open', approvers: ['operator'], answer: null }]);
    const approvalId = data[0]?.id as string;
    expect(await decide(approvalId, { decision: 'approve', form: { amount: 7 }, comment: 'fine' })).toMatchObject({ status: 'approved' });
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a?.output).toMatchObject({ decision: 'approved', form: { amount: 7 }, comment: 'fine', by: 'Op' });
    expect(hive.agents.effectsOf(runId, 'b')[0]?.input).toEqual({ paid: 7 });
    expect(await readApproval(hive.deps, approvalId)).toMatchObject({ status: 'approved', answer: { amount: 7 }, decidedBy: 'user:op' });
    expect(await hive.rows(`SELECT actor FROM audit_entry WHERE action = 'approval.approve'`)).toContainEqual({ actor: 'user:op' });
  });

  test('[V17] the list of runs says that a run waits for an answer, and shows those that do', async () => {
    const { runId, approvalId } = await ask({});
    const other = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } })] });
    await hive.waiting(other, 'a');
    const listed = async (input: Partial<ListRuns>) => (await listRuns(hive.deps, { limit: 50, ...input })).data;
    const counts = (runs: RunSummary[]) =>
      Object.fromEntries(runs.map(({ id, openApprovals, openReviews }) => [id, [openApprovals, openReviews]]));
    expect(counts(await listed({}))).toMatchObject({ [runId]: [1, 0], [other]: [0, 0] });
    expect(counts(await listed({ needsPerson: true }))).toEqual({ [runId]: [1, 0] });
    expect(await listed({ needsPerson: true, status: ['paused'] })).toEqual([]);
    await changeRunStatus(hive.deps, { runId: other, verb: 'cancel' }, BY);
    await decide(approvalId, { decision: 'approve' });
    expect(await hive.ended(runId)).toBe('completed');
    expect(await listed({ needsPerson: true })).toEqual([]);
    expect(counts(await listed({}))).toMatchObject({ [runId]: [0, 0] });
    // What a cancelled run leaves behind waits for nobody.
    const cancelled = await ask({});
    await changeRunStatus(hive.deps, { runId: cancelled.runId, verb: 'cancel' }, BY);
    expect(counts(await listed({}))).toMatchObject({ [cancelled.runId]: [0, 0] });
    expect(await listed({ needsPerson: true })).toEqual([]);
  });

  test('[AP3] a no fails the task with what was said, and whoever follows a failure goes on', async () => {
    const { runId, approvalId } = await ask({}, [task('b', [{ task_id: 'a', when: 'failed' }]), task('c', ['a'])]);
    expect(() => approvalDecisionSchema.parse({ decision: 'reject' })).toThrow('a rejection needs a comment');
    await decide(approvalId, { decision: 'reject', comment: 'too soon' });
    expect(await hive.ended(runId)).toBe('failed');
    expect(await hive.tasks(runId)).toMatchObject({
      a: { status: 'failed', error: { code: 'approval_rejected', detail: { decision: 'rejected', comment: 'too soon', by: 'Op' } } },
      b: { status: 'completed' },
      c: { status: 'skipped' },
    });
  });

  test('[AP4] of two answers one counts; the other, and one that comes late, changes nothing', async () => {
    const { runId, approvalId } = await ask({});
    const both = await Promise.allSettled([
      decide(approvalId, { decision: 'approve' }),
      decide(approvalId, { decision: 'reject', comment: 'no' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await hive.ended(runId);
    await expect(decide(approvalId, { decision: 'approve' })).rejects.toMatchObject({ code: 'conflict' });
    const ends = (await hive.events(runId)).filter((event) => /^task\.(completed|failed) a$/.test(event));
    expect(ends).toHaveLength(1);
  });

  test('[AP5] an answer that does not fit its form is refused at its fields, and the question stays open', async () => {
    const { runId, approvalId } = await ask({ form: FORM });
    const wrong = { decision: 'approve', form: { amount: 11, other: 1 } };
    await expect(decide(approvalId, wrong)).rejects.toMatchObject({
      code: 'invalid',
      faults: [{ path: 'form.amount' }, { path: 'form.other' }],
    });
    await decide(approvalId, { decision: 'reject', comment: 'no form needed' });
    expect(await hive.ended(runId)).toBe('failed');
  });

  test('[AP6] only whom the question is for may answer', async () => {
    const { runId, approvalId } = await ask({ approvers: ['admin'] });
    await expect(decide(approvalId, { decision: 'approve' })).rejects.toMatchObject({ code: 'forbidden' });
    await decide(approvalId, { decision: 'approve' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[AP7] a deadline decides as the task says, with the defaults of its form', async () => {
    const form = { properties: { amount: { type: 'number', default: 3 } } };
    const yes = await ask({ deadline_seconds: 60, on_deadline: 'approve', form });
    const no = await ask({ deadline_seconds: 60 });
    await hive.passTime(yes.runId);
    await hive.passTime(no.runId);
    expect(await hive.ended(yes.runId)).toBe('completed');
    expect((await hive.tasks(yes.runId)).a?.output).toMatchObject({ decision: 'approved', form: { amount: 3 }, by: null });
    expect(await hive.ended(no.runId)).toBe('failed');
    expect(await readApproval(hive.deps, no.approvalId)).toMatchObject({ status: 'rejected', decidedBy: null });
  });

  test('[AP8] an escalation hands the question on to admins, with an alert until one of them answers', async () => {
    const { runId, approvalId } = await ask({ deadline_seconds: 60, on_deadline: 'escalate' });
    await hive.passTime(runId);
    const escalations = async () => (await hive.events(runId)).filter((event) => event === 'task.escalated a').length;
    await hive.until(async () => (await escalations()) > 0);
    await hive.passTime(runId);
    expect(await escalations()).toBe(1);
    await reviseAlerts(hive.deps, 0);
    const open = () => hive.rows(`SELECT subject FROM alert WHERE kind = 'approval_overdue' AND closed_at IS NULL`);
    expect(await open()).toEqual([{ subject: `approval:${approvalId}` }]);
    await expect(decide(approvalId, { decision: 'approve' })).rejects.toMatchObject({ code: 'forbidden' });
    await decide(approvalId, { decision: 'approve' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    await reviseAlerts(hive.deps, 0);
    expect(await open()).toEqual([]);
  });

  test('[AP9] a cancelled run asks nobody any more', async () => {
    const { runId, approvalId } = await ask({});
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    await expect(decide(approvalId, { decision: 'approve' })).rejects.toMatchObject({ code: 'conflict' });
    await sweepFleet(hive.deps);
    expect(await readApproval(hive.deps, approvalId)).toMatchObject({ status: 'withdrawn' });
    expect((await listApprovals(hive.deps, { limit: 10, status: 'open', runId })).data).toEqual([]);
    expect((await listApprovals(hive.deps, { limit: 10, status: 'decided', runId })).data).toHaveLength(1);
  });

  test('[AP11] over HTTP: a viewer reads, an operator answers, a second answer is a conflict', async () => {
    const keyOf = async (role: 'viewer' | 'operator') =>
      (await createApiKey(hive.deps, { name: `${role} ${role}`, role, expiresAt: null }, BY)).key;
    const [viewer, operator] = [await keyOf('viewer'), await keyOf('operator')];
    const { runId, approvalId } = await ask({ form: FORM });
    const listed = await callRest(hive.deps, { method: 'GET', path: `/approvals?run_id=${runId}`, key: viewer });
    expect(listed.body).toMatchObject({ data: [{ id: approvalId, status: 'open', form: { required: ['amount'] } }], next_cursor: null });
    const path = `/approvals/${approvalId}/decide`;
    const answer = (key: string, json: object) => callRest(hive.deps, { method: 'POST', path, key, json });
    expect((await answer(viewer, { decision: 'approve' })).status).toBe(403);
    expect(await answer(operator, { decision: 'approve' })).toMatchObject({ status: 422, body: { errors: [{ path: 'form.amount' }] } });
    expect(await answer(operator, { decision: 'approve', form: { amount: 1 } })).toMatchObject({
      status: 200,
      body: { status: 'approved' },
    });
    expect((await answer(operator, { decision: 'approve', form: { amount: 1 } })).status).toBe(409);
    await hive.ended(runId);
    const read = await callRest(hive.deps, { method: 'GET', path: `/approvals/${approvalId}`, key: viewer });
    expect(read.body).toMatchObject({ status: 'approved', answer: { amount: 1 } });
  });
});
