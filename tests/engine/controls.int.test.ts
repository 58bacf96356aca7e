// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../src/server/core/access/principal.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { createWorkflow } from '../../src/server/use-cases/create-workflow.ts';
import { approvalDecisionSchema, decideApproval } from '../../src/server/use-cases/decide-approval.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { countWaiting, listApprovals, readApproval } from '../../src/server/use-cases/list-approvals.ts';
import { publishWorkflow } from '../../src/server/use-cases/publish-workflow.ts';
import { readRun } from '../../src/server/use-cases/read-run.ts';
import { readTask } from '../../src/server/use-cases/read-task.ts';
import { receiveEvent } from '../../src/server/use-cases/receive-event.ts';
import { saveWorkflow } from '../../src/server/use-cases/save-workflow.ts';
import { beginSubRuns } from '../../src/server/use-cases/sub-runs.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { reviseAlerts } from '../../src/server/use-cases/watch-alerts.ts';
import { changeWebhook, createWebhook, removeWebhook, rotateWebhook } from '../../src/server/use-cases/webhooks.ts';
import { newWebhookSecret, signDelivery } from '../../src/server/webhook-signature.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, type StoredTask, task } from './harness.ts';
import { failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'hand', slots: 20 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const control = (task_id: string, settings: object, dependencies: unknown[] = []) => ({ task_id, dependencies, ...settings }) as never;
const waiting = (runId: string, key: string) => hive.until(async () => (await hive.tasks(runId))[key]?.status === 'waiting');

/** Lets the time of everything that waits pass, and sweeps. */
async function passTime(runId: string): Promise<void> {
  await hive.rows(
    `UPDATE task SET available_at = clock_timestamp() WHERE run_id = $1 AND status = 'waiting' AND available_at IS NOT NULL`,
    [runId],
  );
  await sweepFleet(hive.deps);
}

describe('timers', () => {
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
    await waiting(runId, 'a');
    await own.close();
    await sweepFleet(hive.deps);
    expect((await hive.tasks(runId)).a?.status).toBe('waiting');
    await passTime(runId);
    await passTime(runId);
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
    await waiting(runId, 'a');
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    await passTime(runId);
    expect(await hive.tasks(runId)).toMatchObject({ a: { status: 'completed' }, b: { status: 'ready', wait_reason: 'paused' } });
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    const gone = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } })] });
    await waiting(gone, 'a');
    await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
    await passTime(gone);
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
  await waiting(runId, 'a');
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
    await waiting(runId, 'a');
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
    await passTime(yes.runId);
    await passTime(no.runId);
    expect(await hive.ended(yes.runId)).toBe('completed');
    expect((await hive.tasks(yes.runId)).a?.output).toMatchObject({ decision: 'approved', form: { amount: 3 }, by: null });
    expect(await hive.ended(no.runId)).toBe('failed');
    expect(await readApproval(hive.deps, no.approvalId)).toMatchObject({ status: 'rejected', decidedBy: null });
  });

  test('[AP8] an escalation hands the question on to admins, with an alert until one of them answers', async () => {
    const { runId, approvalId } = await ask({ deadline_seconds: 60, on_deadline: 'escalate' });
    await passTime(runId);
    await passTime(runId);
    expect((await hive.events(runId)).filter((event) => event === 'task.escalated a')).toHaveLength(1);
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

const send = (name: string, payload: unknown, key?: string) =>
  receiveEvent(hive.deps, { name, payload: payload as never, ...(key === undefined ? {} : { key }) }, OPERATOR);
const waitFor = (name: string, more: object = {}) => control('a', { wait: { event: name, ...more } });

describe('events', () => {
  test('[WE3] an event ends every wait that fits, once each, with its payload', async () => {
    const any = await hive.submit({ tasks: [waitFor('paid'), task('b', ['a'], { input: { sum: '${tasks.a.output.sum}' } })] });
    const mine = await hive.submit({ tasks: [waitFor('paid', { key: '${input.order}' })] }, { input: { order: '7' } });
    const other = await hive.submit({ tasks: [waitFor('paid', { key: '8' })] });
    await Promise.all([any, mine, other].map((runId) => waiting(runId, 'a')));
    expect(await send('paid', { sum: 5 }, '7')).toMatchObject({ ended: 2, kept: false });
    expect(await hive.ended(any)).toBe('completed');
    expect(await hive.ended(mine)).toBe('completed');
    expect(hive.agents.effectsOf(any, 'b')[0]?.input).toEqual({ sum: 5 });
    expect((await hive.tasks(mine)).a?.output).toEqual({ sum: 5 });
    expect((await hive.tasks(other)).a).toMatchObject({ status: 'waiting', wait_reason: 'event', wait_detail: 'paid, key 8' });
    expect(await send('paid', 'late', '8')).toMatchObject({ ended: 1 });
    expect(await hive.ended(other)).toBe('completed');
  });

  test('[WE4] an event that nobody waits for is kept, and ends the first wait that comes, alone', async () => {
    expect(await send('early', 1)).toMatchObject({ ended: 0, kept: true });
    const first = await hive.submit({ tasks: [waitFor('early')] });
    expect(await hive.ended(first)).toBe('completed');
    const second = await hive.submit({ tasks: [waitFor('early')] });
    await waiting(second, 'a');
    await hive.rows(`UPDATE signal SET spent_at = NULL, received_at = received_at - interval '25 hours' WHERE name = 'early'`);
    await sweepFleet(hive.deps);
    expect((await hive.tasks(second)).a?.status).toBe('waiting');
    await send('early', 2);
    expect(await hive.ended(second)).toBe('completed');
    expect((await hive.tasks(second)).a?.output).toBe(2);
  });

  test('[WE5] waits and events that meet from both sides at once lose nothing', async () => {
    const count = 30;
    const runs = Promise.all(Array.from({ length: count }, (_, at) => hive.submit({ tasks: [waitFor('meet', { key: `k${at}` })] })));
    const sent = Promise.all(Array.from({ length: count }, (_, at) => send('meet', at, `k${at}`)));
    await sent;
    for (const [at, runId] of (await runs).entries()) {
      expect(await hive.ended(runId)).toBe('completed');
      expect((await hive.tasks(runId)).a?.output).toBe(at);
    }
    expect(await hive.rows(`SELECT 1 FROM signal WHERE name = 'meet' AND (ended <> 1 OR spent_at IS NULL)`)).toEqual([]);
  });

  test('[WE6] a wait whose joiner died is joined by the sweep; one whose task is over is dropped', async () => {
    const runId = await hive.submit({ tasks: [waitFor('missed')] });
    await waiting(runId, 'a');
    await hive.rows(
      `INSERT INTO signal (id, name, payload, source, received_at) VALUES (gen_random_uuid(), 'missed', '"found"', 'system:test', clock_timestamp())`,
    );
    await sweepFleet(hive.deps);
    expect(await hive.ended(runId)).toBe('completed');
    const gone = await hive.submit({ tasks: [waitFor('missed')] });
    await waiting(gone, 'a');
    await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
    await sweepFleet(hive.deps);
    expect(await hive.rows('SELECT 1 FROM event_wait WHERE run_id = $1', [gone])).toEqual([]);
  });

  test('[WE7] a wait fails with event_timeout at its deadline', async () => {
    const runId = await hive.submit({ tasks: [waitFor('never', { deadline_seconds: 60 })] });
    await waiting(runId, 'a');
    await passTime(runId);
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ code: 'event_timeout' });
  });

  test('[WE8] over HTTP an operator sends events and everybody sees them', async () => {
    const { key } = await createApiKey(hive.deps, { name: 'sender', role: 'operator', expiresAt: null }, BY);
    const sent = await callRest(hive.deps, { method: 'POST', path: '/events/seen', key, json: { key: '1', payload: { a: 1 } } });
    expect(sent).toMatchObject({ status: 202, body: { ended: 0, kept: true } });
    const listed = await callRest(hive.deps, { path: '/events?name=seen', key });
    expect(listed.body.data).toMatchObject([{ id: sent.body.event_id, key: '1', payload: { a: 1 }, kept: true }]);
    expect((await callRest(hive.deps, { method: 'POST', path: '/events/a%20b', key, json: {} })).status).toBe(400);
  });

  test('[WE9] a webhook takes what is signed, once per webhook-id, and refuses the rest', async () => {
    const made = await createWebhook(hive.deps, { name: 'shop', event: 'order.paid', key_path: 'data.order' }, BY);
    expect(await hive.rows('SELECT 1 FROM webhook WHERE ciphertext::text LIKE $1', [`%${made.secret}%`])).toEqual([]);
    const runId = await hive.submit({ tasks: [waitFor('order.paid', { key: '42' })] });
    await waiting(runId, 'a');
    const raw = '{"data": {"order": 42}}';
    const deliver = (id: string, { secret = made.secret, body = raw, at = Date.now() } = {}) => {
      const timestamp = String(Math.floor(at / 1_000));
      const signature = signDelivery(secret, { id, timestamp, body: new TextEncoder().encode(raw) });
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      };
      return callRest(hive.deps, { method: 'POST', path: `/hooks/${made.id}`, raw: body, headers });
    };
    expect((await deliver('m1', { secret: newWebhookSecret() })).status).toBe(401);
    expect((await deliver('m1', { body: '{"data": {"order": 43}}' })).status).toBe(401);
    expect((await deliver('m1', { at: Date.now() - 600_000 })).status).toBe(401);
    expect((await deliver('m1', { body: JSON.stringify('x'.repeat(300_000)) })).status).toBe(413);
    expect(await deliver('m1')).toMatchObject({ status: 202, body: { duplicate: false, ended: 1 } });
    expect(await deliver('m1')).toMatchObject({ status: 202, body: { duplicate: true } });
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a?.output).toEqual({ data: { order: 42 } });
    expect((await hive.rows(`SELECT 1 FROM signal WHERE name = 'order.paid'`)).length).toBe(1);
    const { secret } = await rotateWebhook(hive.deps, made.id, BY);
    expect((await deliver('m2')).status).toBe(401);
    expect((await deliver('m2', { secret })).body).toMatchObject({ kept: true });
    await changeWebhook(hive.deps, { id: made.id, change: { active: false } }, BY);
    expect((await deliver('m3', { secret })).status).toBe(404);
    await removeWebhook(hive.deps, made.id, BY);
    expect((await deliver('m4', { secret })).status).toBe(404);
  });
});

/** Stores and publishes a workflow. */
async function publish(slug: string, tasks: unknown[]): Promise<void> {
  await createWorkflow(hive.deps, { workflow_id: slug, name: slug, tasks } as never, BY);
  await publishWorkflow(hive.deps, { id: slug }, BY);
}
const sub = (task_id: string, workflow_id: string, more: object = {}, dependencies: unknown[] = []) =>
  control(task_id, { sub_workflow: { workflow_id, ...more } }, dependencies);
const statusOf = async (runId: string) => (await hive.rows<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId]))[0]?.status;

describe('sub-workflows', () => {
  test('[SW4] a task runs another workflow, under its own id, and hands input and output through', async () => {
    hive.agents.on('echo', (call) => ({ kind: 'completed', outputText: JSON.stringify(call.input), usage: null }));
    await publish('inner', [{ task_id: 'x', task_type: 'echo', input: { got: '${input.n}' } }]);
    const tasks = [sub('a', 'inner', { input: { n: '${input.n}' } }), task('b', ['a'], { input: { back: '${tasks.a.output.x.got}' } })];
    const runId = await hive.submit({ tasks }, { input: { n: 7 } });
    expect(await hive.ended(runId)).toBe('completed');
    const { a } = await hive.tasks(runId);
    expect(a).toMatchObject({ attempts: 0, output: { x: { got: 7 } } });
    expect(hive.agents.effectsOf(runId, 'b')[0]?.input).toEqual({ back: 7 });
    expect(await readRun(hive.deps, a?.id as string)).toMatchObject({ workflowVersion: 1, startedBy: { runId, taskId: 'a', depth: 1 } });
    expect(await readTask(hive.deps, a?.id as string)).toMatchObject({ subRun: { id: a?.id, status: 'completed' } });
    expect((await readRun(hive.deps, runId)).startedBy).toBeNull();
  });

  test('[SW5] a run that fails fails its task with the cause, once', async () => {
    hive.agents.on('broken', () => failedWith({ retryable: false }));
    await publish('failing', [{ task_id: 'x', task_type: 'broken' }]);
    const runId = await hive.submit({ tasks: [sub('a', 'failing'), sub('gone', 'nowhere'), sub('old', 'failing', { version: 9 })] });
    expect(await hive.ended(runId)).toBe('failed');
    const tasks = await hive.tasks(runId);
    expect(tasks.a?.error).toMatchObject({ code: 'sub_workflow_failed', message: expect.stringContaining('it did not work') });
    expect(tasks.gone?.error).toMatchObject({ code: 'sub_workflow_failed', message: expect.stringContaining('nowhere') });
    expect(tasks.old?.error).toMatchObject({ message: expect.stringContaining('version 9') });
  });

  test('[SW6] cancel, pause and resume reach every run below, and nobody below goes another way for long', async () => {
    await publish('leaf', [{ task_id: 'hold', approval: { title: 'Go on?' } }]);
    await publish('middle', [{ task_id: 'leaf', sub_workflow: { workflow_id: 'leaf' } }]);
    const runId = await hive.submit({ tasks: [sub('a', 'middle')] });
    const below = async (id: string, key: string) => {
      await waiting(id, key);
      const child = (await hive.tasks(id))[key]?.id as string;
      await hive.until(async () => (await statusOf(child)) !== undefined);
      return child;
    };
    const middle = await below(runId, 'a');
    const leaf = await below(middle, 'leaf');
    const statuses = () => Promise.all([runId, middle, leaf].map(statusOf));
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    expect(await statuses()).toEqual(['paused', 'paused', 'paused']);
    await changeRunStatus(hive.deps, { runId: leaf, verb: 'resume' }, BY);
    await sweepFleet(hive.deps);
    expect(await statuses()).toEqual(['paused', 'paused', 'paused']);
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    expect(await statuses()).toEqual(['running', 'running', 'running']);
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await sweepFleet(hive.deps);
    expect(await hive.rows('SELECT 1 FROM sub_run WHERE parent_run_id = $1 AND closed_at IS NULL', [runId])).toEqual([]);
  });

  test('[SW7] a run cancelled below fails its task; one that was never begun is begun by the sweep, once', async () => {
    const runId = await hive.submit({ tasks: [sub('a', 'leaf')] });
    await waiting(runId, 'a');
    const child = (await hive.tasks(runId)).a?.id as string;
    await hive.until(async () => (await statusOf(child)) !== undefined);
    await beginSubRuns(hive.deps, null);
    expect(await hive.rows('SELECT 1 FROM run WHERE id = $1', [child])).toHaveLength(1);
    await changeRunStatus(hive.deps, { runId: child, verb: 'cancel' }, BY);
    await sweepFleet(hive.deps);
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ detail: { status: 'cancelled', run_id: child } });
  });

  test('[SW8] workflows that would run below one another without end are refused with their ring', async () => {
    await publish('ping', [{ task_id: 'x', task_type: 'work' }]);
    await publish('pong', [{ task_id: 'x', sub_workflow: { workflow_id: 'ping' } }]);
    await createVersion('ping', [{ task_id: 'x', sub_workflow: { workflow_id: 'pong' } }]);
    const { runId } = await executeWorkflow(hive.deps, { workflowId: 'ping' }, BY);
    expect(await hive.ended(runId)).toBe('failed');
    const failure = JSON.stringify((await hive.tasks(runId)).x?.error);
    expect(failure).toContain('without end');
    expect(failure).toContain('ping -> pong -> ping');
  });
});

/** Publishes another version of a workflow. */
async function createVersion(slug: string, tasks: unknown[]): Promise<void> {
  await saveWorkflow(hive.deps, { id: slug, definition: { workflow_id: slug, name: slug, tasks } } as never, BY);
  await publishWorkflow(hive.deps, { id: slug }, BY);
}
