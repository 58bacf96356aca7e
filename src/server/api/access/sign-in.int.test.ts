import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../../tests/fixtures/installation.ts';
import { callRest, ORIGIN } from '../../../../tests/fixtures/rest-client.ts';
import { addPerson, callAuth, cookieOf, signIn } from '../../../../tests/fixtures/sign-in.ts';
import { callTrpc } from '../../../../tests/fixtures/trpc-client.ts';

let at: Installation;
const PASSWORD = 'correct horse battery';
const person = (name: string) => ({ email: `${name}@example.test`, password: PASSWORD });

beforeAll(async () => {
  at = await createInstallation();
  for (const [name, role] of [
    ['ada', 'admin'],
    ['olga', 'operator'],
    ['vera', 'viewer'],
    ['max', 'viewer'],
    ['ben', 'viewer'],
    ['pia', 'operator'],
  ] as const) {
    await addPerson(at.deps, { ...person(name), role });
  }
});
afterAll(() => at.close());

const me = async (cookie: string) => (await callTrpc(at.deps, { path: 'session.me', headers: { cookie } })).body.result.data.json;

describe('sign-in', () => {
  it('[X11] turns a session into a principal with the role of the person', async () => {
    const cookie = await signIn(at.deps, person('olga'));
    expect(await me(cookie)).toMatchObject({ kind: 'user', name: 'olga@example.test', role: 'operator' });
    const read = await callRest(at.deps, { path: '/audit', headers: { cookie } });
    expect(read.status).toBe(200);
  });

  it('[X11] gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const plain = await callAuth(at.deps, { path: '/sign-in/email', json: person('ada') });
    const secure = await callAuth(at.deps, {
      path: '/sign-in/email',
      json: person('ada'),
      headers: { 'x-forwarded-proto': 'https', origin: ORIGIN },
    });
    const [one, two] = [plain, secure].map((response) => response.headers.getSetCookie().join('\n'));
    expect(one).toMatch(/^hive\.session_token=.*HttpOnly/im);
    expect(one).toMatch(/SameSite=Lax/i);
    expect(one).not.toMatch(/Secure/);
    expect(two).toMatch(/^__Secure-hive\.session_token=.*Secure/im);
  });

  it('[X12] answers unknown people and wrong passwords alike', async () => {
    const answers = await Promise.all(
      [
        { email: 'nobody@example.test', password: 'x'.repeat(10) },
        { ...person('vera'), password: 'wrong password' },
      ].map(async (json) => {
        const response = await callAuth(at.deps, { path: '/sign-in/email', json });
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(401);
  });

  it('[X12] stops guessing at one account, from whatever address, and only there', async () => {
    const guess = (index: number) =>
      callAuth(at.deps, {
        path: '/sign-in/email',
        json: { ...person('max'), password: `guess number ${index}` },
        headers: { 'x-forwarded-for': `10.0.0.${index}` },
      });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    const limited = answers.find((answer) => answer.status === 429);
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: person('max') })).status).toBe(429);
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: person('olga') })).status).toBe(200);
  });

  it('[X12] stops guessing at the password of an open session', async () => {
    const cookie = await signIn(at.deps, person('vera'));
    const guess = async (currentPassword: string) => {
      const json = { currentPassword, newPassword: 'another long password' };
      return (await callAuth(at.deps, { path: '/change-password', json, headers: { cookie } })).status;
    };
    const statuses: number[] = [];
    for (let index = 0; index < 7; index += 1) statuses.push(await guess(`guess number ${index}`));
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429]);
    expect(await guess(PASSWORD)).toBe(429);
    expect(await me(cookie)).toMatchObject({ name: 'vera@example.test' });
  });

  it('[X12] does not count right passwords', async () => {
    for (let round = 0; round < 7; round += 1) expect(await signIn(at.deps, person('olga'))).toContain('hive.session_token');
  });

  it('[X13] refuses a session after it was ended', async () => {
    const cookie = await signIn(at.deps, person('vera'));
    expect(await me(cookie)).not.toBeNull();
    expect((await callAuth(at.deps, { path: '/sign-out', json: {}, headers: { cookie } })).status).toBe(200);
    expect(await me(cookie)).toBeNull();
    expect((await callRest(at.deps, { path: '/audit', headers: { cookie } })).status).toBe(401);
  });

  it('[X13] gives a new session with every sign-in, and ends all others with a new password', async () => {
    const first = await signIn(at.deps, person('ben'));
    const second = await signIn(at.deps, person('ben'));
    expect(first).not.toBe(second);
    const changed = await callAuth(at.deps, {
      path: '/change-password',
      json: { currentPassword: PASSWORD, newPassword: 'another long password', revokeOtherSessions: false },
      headers: { cookie: second },
    });
    expect(changed.status).toBe(200);
    expect(await me(first)).toBeNull();
    expect(await me(second)).toBeNull();
    expect(await me(cookieOf(changed))).toMatchObject({ name: 'ben@example.test' });
    expect((await callAuth(at.deps, { path: '/sign-in/email', json: person('ben') })).status).toBe(401);
  });

  it('[X13] refuses forged cookies and people who are locked out', async () => {
    const cookie = await signIn(at.deps, person('pia'));
    expect(await me(cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBeNull();
    expect(await me(`${cookie.split('.').slice(0, 2).join('.')}.AAAA`)).toBeNull();
    await at.deps.db.pool.query(`UPDATE hive_user SET banned = true WHERE email = 'pia@example.test'`);
    expect(await me(cookie)).toBeNull();
  });

  it('[X6] believes a cookie only on requests of our own pages', async () => {
    const cookie = await signIn(at.deps, person('ada'));
    const create = (headers: Record<string, string>) =>
      callRest(at.deps, { method: 'POST', path: '/api-keys', json: { name: 'k', role: 'viewer' }, headers: { cookie, ...headers } });
    expect((await create({ origin: ORIGIN })).status).toBe(201);
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await create(headers as Record<string, string>)).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await callRest(at.deps, { path: '/audit', headers: { cookie, origin: 'https://evil.example' } })).status).toBe(403);
  });

  it('[X14] has no sign-up and no other endpoint of the library', async () => {
    const paths = [
      '/sign-up/email',
      '/update-user',
      '/delete-user',
      '/list-accounts',
      '/api-key/create',
      '/request-password-reset',
      '/ok',
      '/error',
    ];
    for (const path of paths) {
      const response = await callAuth(at.deps, {
        path,
        json: { email: 'new@example.test', password: PASSWORD, name: 'n', userId: 'x', role: 'admin' },
      });
      expect(response.status, path).toBe(404);
    }
    const { rows } = await at.deps.db.pool.query(`SELECT count(*)::int AS n FROM hive_user WHERE email = 'new@example.test'`);
    expect(rows[0]).toEqual({ n: 0 });
  });

  it('[X6] takes sign-ins from our own pages only, as JSON only', async () => {
    const foreign = await callAuth(at.deps, { path: '/sign-in/email', json: person('olga'), headers: { origin: 'https://evil.example' } });
    const form = await callAuth(at.deps, { path: '/sign-in/email', json: person('olga'), headers: { 'content-type': 'text/plain' } });
    const get = await callAuth(at.deps, { path: '/sign-in/email', method: 'GET' });
    expect([foreign.status, form.status, get.status]).toEqual([403, 415, 405]);
  });

  it('[X10] writes sign-ins to the audit', async () => {
    await signIn(at.deps, person('ada'));
    const list = await callRest(at.deps, { path: '/audit?limit=200', key: at.keys.viewer });
    expect(list.body.data.some((entry: { action: string }) => entry.action === 'session.sign_in')).toBe(true);
    expect(JSON.stringify(list.body)).not.toContain(PASSWORD);
  });
});
