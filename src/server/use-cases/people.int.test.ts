import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest, ORIGIN } from '../../../tests/fixtures/rest-client.ts';
import { addPerson, callAuth, cookieOf, signIn } from '../../../tests/fixtures/sign-in.ts';
import type { Role } from '../core/access/principal.ts';
import { openLiveStream } from './open-live-stream.ts';

const PASSWORD = 'a password of their own';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

/** Everybody of the test before is gone, so that each test counts its own admins. */
beforeEach(async () => {
  await at.deps.db.pool.query('DELETE FROM hive_user');
});

async function person(name: string, role: Role) {
  const email = `${name}@hive.test`;
  const id = await addPerson(at.deps, { email, password: PASSWORD, role });
  return { id, email, cookie: await signIn(at.deps, { email, password: PASSWORD }) };
}
const ours = (cookie: string) => ({ cookie, origin: ORIGIN });
const reads = async (cookie: string) => (await callRest(at.deps, { path: '/runs', headers: ours(cookie) })).status;
const byKey = (method: string, path: string, json?: unknown) =>
  callRest(at.deps, { method, path, key: at.keys.admin, ...(json !== undefined && { json }) });
const change = (id: string, json: unknown) => byKey('PATCH', `/users/${id}`, json);
const auditOf = async (action: string) =>
  (await byKey('GET', '/audit?limit=200')).body.data.filter((entry: { action: string }) => entry.action === action);

describe('people', () => {
  it('[X18] another role counts at once, and ends the sessions of the old one', async () => {
    await person('boss', 'admin');
    const olga = await person('olga', 'operator');
    const answer = await change(olga.id, { role: 'viewer' });
    expect([answer.status, answer.body.role, answer.body.locked]).toEqual([200, 'viewer', false]);
    expect(await reads(olga.cookie)).toBe(401);
    const again = await signIn(at.deps, { email: olga.email, password: PASSWORD });
    const write = await callRest(at.deps, { method: 'POST', path: '/workflow/execute', headers: ours(again), json: {} });
    expect(write.status).toBe(403);
    expect((await change(olga.id, { role: 'viewer' })).status).toBe(200);
    expect(await reads(again)).toBe(200);
  });

  it('[X18] a lock-out ends sessions and live streams, and lasts until it is taken back', async () => {
    await person('boss', 'admin');
    const vera = await person('vera', 'viewer');
    await at.deps.feed.ready();
    const principal = { id: `user:${vera.id}`, kind: 'user', name: 'Vera', role: 'viewer' } as const;
    const stream = openLiveStream(at.deps, { topics: ['runs'] }, { principal, signal: new AbortController().signal });
    const ended = expect(stream.next()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await change(vera.id, { locked: true })).body.locked).toBe(true);
    expect(await reads(vera.cookie)).toBe(401);
    await ended;
    const refused = await callAuth(at.deps, { path: '/sign-in/email', json: { email: vera.email, password: PASSWORD } });
    expect(refused.status).toBe(403);
    const { rows } = await at.deps.db.pool.query('SELECT count(*)::int AS n FROM session WHERE user_id = $1', [vera.id]);
    expect(rows[0]).toEqual({ n: 0 });
    await change(vera.id, { locked: false });
    expect(await reads(await signIn(at.deps, { email: vera.email, password: PASSWORD }))).toBe(200);
  });

  it('[X19] a one-time password is shown once and leads to the choice of another, no further', async () => {
    await person('boss', 'admin');
    const vera = await person('vera', 'viewer');
    const reset = await byKey('POST', `/users/${vera.id}/reset-password`, {});
    expect(reset.status).toBe(200);
    const password = reset.body.one_time_password as string;
    expect(await reads(vera.cookie)).toBe(401);
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: { email: vera.email, password: PASSWORD } })).status).toBe(401);
    const cookie = await signIn(at.deps, { email: vera.email, password });
    expect(await reads(cookie)).toBe(401);
    const choose = (newPassword: string) =>
      callAuth(at.deps, { path: '/change-password', json: { currentPassword: password, newPassword }, headers: { cookie } });
    expect((await choose(password)).status).toBe(422);
    const chosen = await choose('a new one of her own');
    expect(chosen.status).toBe(200);
    expect(await reads(cookieOf(chosen))).toBe(200);
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: { email: vera.email, password } })).status).toBe(401);
    const stored = await at.deps.db.pool.query('SELECT to_jsonb(i)::text AS text FROM idempotency_key i');
    expect(JSON.stringify([await auditOf('user.reset_password'), stored.rows])).not.toContain(password);
  });

  it('[X19] a person added without a password gets a one-time one, and a repeated request does not show it again', async () => {
    const json = { name: 'Nina', email: 'nina@hive.test', role: 'operator' };
    const send = () =>
      callRest(at.deps, { method: 'POST', path: '/users', key: at.keys.admin, json, headers: { 'idempotency-key': 'add-nina' } });
    const [first, second] = [await send(), await send()];
    expect([first.status, first.body.must_change_password]).toEqual([201, true]);
    expect(second.body).toEqual({ ...first.body, one_time_password: null });
    expect(await reads(await signIn(at.deps, { email: json.email, password: first.body.one_time_password }))).toBe(401);
  });

  it('[X20] a removed person is out, their address is free, and what they did keeps their name', async () => {
    await person('boss', 'admin');
    const vera = await person('vera', 'viewer');
    expect((await byKey('DELETE', `/users/${vera.id}`)).status).toBe(204);
    expect(await reads(vera.cookie)).toBe(401);
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: { email: vera.email, password: PASSWORD } })).status).toBe(401);
    expect((await byKey('GET', '/users')).body.data.map(({ id }: { id: string }) => id)).not.toContain(vera.id);
    for (const gone of [await byKey('DELETE', `/users/${vera.id}`), await change(vera.id, { locked: false })])
      expect(gone.status).toBe(404);
    expect((await byKey('POST', '/users', { name: 'Vera', email: vera.email, role: 'viewer' })).status).toBe(201);
  });

  it('[X17] nobody acts on themselves, and the last admin stays', async () => {
    const boss = await person('boss', 'admin');
    const asBoss = (method: string, path: string, json?: unknown) =>
      callRest(at.deps, { method, path, headers: ours(boss.cookie), ...(json !== undefined && { json }) });
    const onSelf = [
      await asBoss('PATCH', `/users/${boss.id}`, { role: 'viewer' }),
      await asBoss('PATCH', `/users/${boss.id}`, { locked: true }),
      await asBoss('POST', `/users/${boss.id}/reset-password`, {}),
      await asBoss('DELETE', `/users/${boss.id}`),
    ];
    expect(onSelf.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    const last = [
      await change(boss.id, { role: 'operator' }),
      await change(boss.id, { locked: true }),
      await byKey('DELETE', `/users/${boss.id}`),
    ];
    expect(last.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(await reads(boss.cookie)).toBe(200);
  });

  it('[X17] two admins who demote each other at the same moment leave one', async () => {
    const pair = [await person('ann', 'admin'), await person('bob', 'admin')] as const;
    const acts = [
      [pair[0], pair[1]],
      [pair[1], pair[0]],
    ] as const;
    const answers = await Promise.all(
      acts.map(([actor, subject]) =>
        callRest(at.deps, { method: 'PATCH', path: `/users/${subject.id}`, headers: ours(actor.cookie), json: { role: 'viewer' } }),
      ),
    );
    // The slower one fails: its session ended with the first act, or it would take the last admin away.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await at.deps.db.pool.query(`SELECT count(*)::int AS n FROM hive_user WHERE role = 'admin'`);
    expect(rows[0]).toEqual({ n: 1 });
  });

  it('[X21] every act on people and agents is in the audit with actor, subject and address', async () => {
    const boss = await person('boss', 'admin');
    const vera = await person('vera', 'viewer');
    const headers = { ...ours(boss.cookie), 'x-forwarded-for': '192.0.2.7' };
    await callRest(at.deps, { method: 'PATCH', path: `/users/${vera.id}`, headers, json: { role: 'operator' } });
    await callRest(at.deps, { method: 'POST', path: `/users/${vera.id}/reset-password`, headers, json: {} });
    await callRest(at.deps, { method: 'DELETE', path: `/users/${vera.id}`, headers });
    const agent = { name: 'sleepy', kind: 'simulated', capabilities: [], max_concurrent_tasks: 1, config: { latency_ms: 1 } };
    const { body } = await callRest(at.deps, { method: 'POST', path: '/agents', headers, json: agent });
    for (const verb of ['drain', 'activate', 'sleep', 'wake'])
      await callRest(at.deps, { method: 'POST', path: `/agents/${body.id}/${verb}`, headers, json: {} });
    await callRest(at.deps, { method: 'DELETE', path: `/agents/${body.id}`, headers });
    await callRest(at.deps, { method: 'POST', path: '/secrets', headers, json: { name: 'token', value: 'very-secret' } });
    const entries = (await byKey('GET', '/audit?limit=200')).body.data.filter(
      ({ actor }: { actor: string }) => actor === `user:${boss.id}`,
    );
    const acts = entries.filter(({ action }: { action: string }) => action !== 'session.sign_in');
    expect(new Set(acts.map(({ action }: { action: string }) => action))).toEqual(
      new Set([
        'user.change',
        'user.reset_password',
        'user.remove',
        'agent.register',
        'agent.drain',
        'agent.activate',
        'agent.sleep',
        'agent.wake',
        'agent.retire',
        'secret.store',
      ]),
    );
    for (const act of acts) expect(act.ip, act.action).toBe('192.0.2.7');
  });
});
