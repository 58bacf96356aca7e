// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '../../src/server/core/access/principal.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { receiveEvent } from '../../src/server/use-cases/receive-event.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { changeWebhook, createWebhook, removeWebhook, rotateWebhook } from '../../src/server/use-cases/webhooks.ts';
import { newWebhookSecret, signDelivery } from '../../src/server/webhook-signature.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, control, createHarness, type Harness, task } from './harness.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'hand', slots: 20 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const OPERATOR: Principal = { id: 'user:op', kind: 'user', name: 'Op', role: 'operator' };

const send = (name: string, payload: unknown, key?: string) =>
  receiveEvent(hive.deps, { name, payload: payload as never, ...(key === undefined ? {} : { key }) }, OPERATOR);
const waitFor = (name: string, more: object = {}) => control('a', { wait: { event: name, ...more } });

describe('events', () => {
  test('[WE3] an event ends every wait that fits, once each, with its payload', async () => {
    const any = await hive.submit({ tasks: [waitFor('paid'), task('b', ['a'], { input: { sum: '${tasks.a.output.sum}' } })] });
    const mine = await hive.submit({ tasks: [waitFor('paid', { key: '${input.order}' })] }, { input: { order: '7' } });
    const other = await hive.submit({ tasks: [waitFor('paid', { key: '8' })] });
    await Promise.all([any, mine, other].map((runId) => hive.waiting(runId, 'a')));
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
    await hive.waiting(second, 'a');
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
    await hive.waiting(runId, 'a');
    await hive.rows(
      `INSERT INTO signal (id, name, payload, source, received_at) VALUES (gen_random_uuid(), 'missed', '"found"', 'system:test', clock_timestamp())`,
    );
    await sweepFleet(hive.deps);
    expect(await hive.ended(runId)).toBe('completed');
    const gone = await hive.submit({ tasks: [waitFor('missed')] });
    await hive.waiting(gone, 'a');
    await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
    await sweepFleet(hive.deps);
    expect(await hive.rows('SELECT 1 FROM event_wait WHERE run_id = $1', [gone])).toEqual([]);
  });

  test('[WE7] a wait fails with event_timeout at its deadline', async () => {
    const runId = await hive.submit({ tasks: [waitFor('never', { deadline_seconds: 60 })] });
    await hive.waiting(runId, 'a');
    await hive.passTime(runId);
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
    await hive.waiting(runId, 'a');
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
