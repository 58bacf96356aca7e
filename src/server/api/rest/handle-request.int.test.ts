import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../../tests/fixtures/installation.ts';
import { callRest } from '../../../../tests/fixtures/rest-client.ts';
import { ConflictError, RateLimitedError } from '../../core/errors.ts';
import { defineRoute } from './define-route.ts';
import { createRouteTable } from './match-route.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

/** Counts its calls, and does what the body says. */
let acts = 0;
let release: (() => void) | null = null;
const probe = createRouteTable([
  defineRoute({
    method: 'POST',
    path: '/probe',
    role: 'operator',
    tag: 't',
    summary: 's',
    body: z.strictObject({ do: z.enum(['answer', 'conflict', 'limit', 'break', 'wait', 'lie']), n: z.number().int().optional() }),
    responses: { 200: { description: 'd', schema: z.object({ act: z.number(), waitSeconds: z.number().nullable() }) } },
    async handle({ body, waitSeconds }) {
      acts += 1;
      if (body.do === 'conflict') throw new ConflictError('not now');
      if (body.do === 'limit') throw new RateLimitedError('slower', 2_500);
      if (body.do === 'break') throw new TypeError('a fault of ours, with a secret in it');
      if (body.do === 'wait') await new Promise<void>((resolve) => (release = resolve));
      if (body.do === 'lie') return { status: 200, body: { act: 'one', waitSeconds } as never };
      return { status: 200, body: { act: acts, waitSeconds }, headers: { etag: '"3"' } };
    },
  }),
]);

const post = (json: unknown, headers: Record<string, string> = {}) =>
  callRest(at.deps, { method: 'POST', path: '/probe', key: at.keys.operator, routes: probe, json, headers });

describe('REST protocol', () => {
  it('[P9] answers with a request id, and takes a harmless one from the caller', async () => {
    const named = await post({ do: 'answer' }, { 'x-request-id': 'trace-00000001' });
    const hostile = await post({ do: 'answer' }, { 'x-request-id': 'a b<script>' });
    expect(named.headers.get('x-request-id')).toBe('trace-00000001');
    expect(hostile.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(named.headers.get('cache-control')).toBe('no-store');
  });

  it('[P10] answers every error as a problem document with its code', async () => {
    const answer = await post({ do: 'conflict' });
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'not now',
      errors: [],
      title: 'Conflict with the current state',
    });
    expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
  });

  it('[P10] says where the faults of a body are', async () => {
    const answer = await post({ do: 'dance', extra: 1 });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { path: string }) => fault.path)).toContain('do');
    expect(answer.body.errors.some((fault: { message: string }) => fault.message.includes('extra'))).toBe(true);
  });

  it('[P10] says when to come back', async () => {
    const answer = await post({ do: 'limit' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('[P11] tells nothing about a fault of ours', async () => {
    const answer = await post({ do: 'break' });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });

  it('[P11] notices in tests that an answer is not what the contract says', async () => {
    expect((await post({ do: 'lie' })).status).toBe(500);
  });

  it('[P2] answers unknown paths and methods', async () => {
    const missing = await callRest(at.deps, { path: '/nowhere' });
    const wrong = await callRest(at.deps, { method: 'PUT', path: '/health' });
    expect([missing.status, missing.body.code]).toEqual([404, 'not_found']);
    expect([wrong.status, wrong.body.code, wrong.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'GET']);
  });

  it('[P7] hands the wait that was asked for to the route', async () => {
    expect((await post({ do: 'answer' }, { prefer: 'wait=5' })).body.waitSeconds).toBe(5);
    expect((await post({ do: 'answer' })).body.waitSeconds).toBeNull();
  });

  it('[P12] answers 503 when the database does not', async () => {
    const away = openDeps('postgresql://nobody@127.0.0.1:9/none');
    try {
      const keyed = await callRest(away, { path: '/audit', key: at.keys.admin });
      const health = await callRest(away, { path: '/health' });
      expect([keyed.status, keyed.body.code, keyed.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
      expect([health.status, health.body.status, health.body.components.database.status]).toEqual([503, 'unhealthy', 'unhealthy']);
    } finally {
      await closeDeps(away);
    }
  });

  it('[P13] serves health to everybody: degraded without a worker', async () => {
    const answer = await callRest(at.deps, { path: '/health' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'degraded',
      components: { database: { status: 'healthy' }, workers: { status: 'degraded' } },
    });
    await at.deps.db.pool.query(
      `INSERT INTO worker (id, host, pid, slots, status, version, lease_expires_at) VALUES (gen_random_uuid(), 'h', 1, 8, 'alive', 'v', now() + interval '1 minute')`,
    );
    expect((await callRest(at.deps, { path: '/health' })).body.status).toBe('healthy');
  });
});

describe('Idempotency-Key', () => {
  const once = (key: string, json: unknown, more: { key?: string } = {}) =>
    callRest(at.deps, {
      method: 'POST',
      path: '/probe',
      key: more.key ?? at.keys.operator,
      routes: probe,
      json,
      headers: { 'idempotency-key': key },
    });

  it('[P15] acts once and gives the stored answer again', async () => {
    const before = acts;
    const first = await once('a', { do: 'answer' });
    const second = await once('a', { do: 'answer' });
    expect(acts).toBe(before + 1);
    expect(second.body).toEqual(first.body);
    expect([first, second].map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(second.headers.get('etag')).toBe('"3"');
  });

  it('[P15] refuses the key for another body', async () => {
    await once('b', { do: 'answer' });
    const other = await once('b', { do: 'answer', n: 2 });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('[P15] keeps the keys of two principals apart', async () => {
    const mine = await once('c', { do: 'answer' });
    const theirs = await once('c', { do: 'answer', n: 3 }, { key: at.keys.admin });
    expect([mine.status, theirs.status]).toEqual([200, 200]);
  });

  it('[P15] remembers refusals, not faults of ours', async () => {
    const before = acts;
    for (const act of ['conflict', 'break', 'limit']) for (const _ of [1, 2]) await once(`d-${act}`, { do: act });
    expect(acts).toBe(before + 1 + 2 + 2);
  });

  it('[P15] does not spend a key on a request that cannot be valid', async () => {
    expect((await once('e', { do: 'dance' })).status).toBe(422);
    expect((await once('e', { do: 'answer' })).status).toBe(200);
  });

  it('[P15] says when the first request is still running', async () => {
    const first = once('f', { do: 'wait' });
    await expect.poll(async () => (await at.deps.db.pool.query(`SELECT 1 FROM idempotency_key WHERE key = 'f'`)).rowCount).toBe(1);
    const second = await once('f', { do: 'wait' });
    await expect.poll(() => release).not.toBeNull();
    release?.();
    expect([second.status, second.body.code]).toEqual([409, 'idempotency_in_progress']);
    expect((await first).status).toBe(200);
  });

  it('[P15] acts once when many ask at the same moment', async () => {
    const before = acts;
    const answers = await Promise.all(Array.from({ length: 10 }, () => once('g', { do: 'answer' })));
    expect(acts).toBe(before + 1);
    expect(answers.every((answer) => answer.status === 200 || answer.body.code === 'idempotency_in_progress')).toBe(true);
  });

  it('[P15] frees a key after its time', async () => {
    const first = await once('h', { do: 'answer' });
    await at.deps.db.pool.query(`UPDATE idempotency_key SET expires_at = now() - interval '1 second' WHERE key = 'h'`);
    const second = await once('h', { do: 'answer', n: 1 });
    expect(second.status).toBe(200);
    expect(second.body).not.toEqual(first.body);
  });

  it('[CH20] a request whose process died frees its key soon, and nobody else has it before', async () => {
    const before = acts;
    await once('i', { do: 'answer' });
    const died = `UPDATE idempotency_key SET status = NULL, body = NULL, held_until = now() + $1 * interval '1 second' WHERE key = 'i'`;
    await at.deps.db.pool.query(died, [5]);
    expect((await once('i', { do: 'answer' })).body.code).toBe('idempotency_in_progress');
    await at.deps.db.pool.query(died, [-1]);
    expect((await once('i', { do: 'answer' })).status).toBe(200);
    expect(acts).toBe(before + 2);
  });

  it.each(['', 'x'.repeat(256)])('[P15] refuses a key of bad length', async (key) => {
    expect((await once(key, { do: 'answer' })).status).toBe(400);
  });
});
