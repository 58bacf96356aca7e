import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { acceptEnvironmentKey } from './accept-environment-key.ts';
import { authenticateKey } from './authenticate-key.ts';
import { openLiveStream } from './open-live-stream.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

const create = (json: unknown, headers: Record<string, string> = {}) =>
  callRest(at.deps, { method: 'POST', path: '/api-keys', key: at.keys.admin, json, headers });

describe('API keys', () => {
  it('[X1] shows the key once and stores only its hash', async () => {
    const made = await create({ name: 'ci', role: 'operator' });
    expect(made.status).toBe(201);
    expect(made.body.key).toMatch(/^hive_[A-Za-z0-9_-]{43}$/);
    const { rows } = await at.deps.db.pool.query('SELECT to_jsonb(k)::text AS text FROM api_key k');
    expect(rows.some((row: { text: string }) => row.text.includes(made.body.key))).toBe(false);
    const list = await callRest(at.deps, { path: '/api-keys', key: at.keys.admin });
    expect(JSON.stringify(list.body)).not.toContain(made.body.key);
    expect(list.body.data[0]).toMatchObject({ id: made.body.id, name: 'ci', role: 'operator', prefix: made.body.key.slice(0, 10) });
  });

  it('[X1] does not keep the key for a repeated request', async () => {
    const headers = { 'idempotency-key': 'make-one' };
    const first = await create({ name: 'once', role: 'viewer' }, headers);
    const again = await create({ name: 'once', role: 'viewer' }, headers);
    expect(again.body).toEqual({ ...first.body, key: null });
    const { rows } = await at.deps.db.pool.query('SELECT body::text FROM idempotency_key');
    expect(JSON.stringify(rows)).not.toContain(first.body.key);
  });

  it('[X2] ends a key at once in this process and within seconds in others', async () => {
    const made = await create({ name: 'short', role: 'viewer' });
    const other = openDeps(at.url);
    try {
      const use = () => callRest(at.deps, { path: '/audit', key: made.body.key });
      expect((await use()).status).toBe(200);
      expect(await authenticateKey(other, made.body.key)).not.toBeNull();
      const gone = await callRest(at.deps, { method: 'DELETE', path: `/api-keys/${made.body.id}`, key: at.keys.admin });
      expect(gone.status).toBe(204);
      expect((await use()).status).toBe(401);
      await expect.poll(() => authenticateKey(other, made.body.key), { interval: 200 }).toBeNull();
    } finally {
      await closeDeps(other);
    }
  });

  it('[X2] ends the live streams that a revoked key opened', async () => {
    const made = await create({ name: 'watching', role: 'viewer' });
    await at.deps.feed.ready();
    const principal = await authenticateKey(at.deps, made.body.key);
    if (principal === null) throw new Error('the key was not accepted');
    const stream = openLiveStream(at.deps, { topics: ['runs'] }, { principal, signal: new AbortController().signal });
    const ended = expect(stream.next()).rejects.toMatchObject({ code: 'unauthenticated' });
    await callRest(at.deps, { method: 'DELETE', path: `/api-keys/${made.body.id}`, key: at.keys.admin });
    await ended;
  });

  it('[X2] refuses an expired key and one that would be born expired', async () => {
    const made = await create({ name: 'ends', role: 'viewer', expires_at: new Date(Date.now() + 3_600_000).toISOString() });
    expect(made.status).toBe(201);
    await at.deps.db.pool.query(`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1`, [made.body.id]);
    expect((await callRest(at.deps, { path: '/audit', key: made.body.key })).status).toBe(401);
    expect((await create({ name: 'late', role: 'viewer', expires_at: '2020-01-01T00:00:00Z' })).status).toBe(422);
  });

  it('[X3] notes the last use, at most once a minute', async () => {
    const made = await create({ name: 'used', role: 'viewer' });
    const lastUse = async () => {
      const { rows } = await at.deps.db.pool.query<{ at: Date | null }>('SELECT last_used_at AS at FROM api_key WHERE id = $1', [
        made.body.id,
      ]);
      return rows[0]?.at?.getTime() ?? null;
    };
    await callRest(at.deps, { path: '/audit', key: made.body.key });
    await expect.poll(lastUse).not.toBeNull();
    const first = await lastUse();
    const other = openDeps(at.url);
    await authenticateKey(other, made.body.key);
    await closeDeps(other);
    expect(await lastUse()).toBe(first);
  });

  it('[X4] follows HIVE_API_KEY: accepted, replaced, taken back', async () => {
    const first = 'hive_environment-key-number-one';
    const second = 'hive_environment-key-number-two';
    const startWith = async (env: Record<string, string>) => {
      const deps = openDeps(at.url, env);
      try {
        await Promise.all([acceptEnvironmentKey(deps), acceptEnvironmentKey(deps)]);
        const seen = await Promise.all([first, second].map((key) => authenticateKey(deps, key)));
        return seen.map((principal) => principal?.role ?? null);
      } finally {
        await closeDeps(deps);
      }
    };
    expect(await startWith({ HIVE_API_KEY: first })).toEqual(['admin', null]);
    expect(await startWith({ HIVE_API_KEY: second })).toEqual([null, 'admin']);
    expect(await startWith({ HIVE_API_KEY: first })).toEqual(['admin', null]);
    expect(await startWith({})).toEqual([null, null]);
  });

  it('[X4] keeps the environment key out of reach of the API', async () => {
    expect((await create({ name: 'environment', role: 'admin' })).status).toBe(422);
    const deps = openDeps(at.url, { HIVE_API_KEY: 'hive_environment-key-number-one' });
    await acceptEnvironmentKey(deps);
    const list = await callRest(deps, { path: '/api-keys?limit=200', key: at.keys.admin });
    const id = list.body.data.find(
      (key: { name: string; revoked_at: string | null }) => key.name === 'environment' && key.revoked_at === null,
    ).id;
    const answer = await callRest(deps, { method: 'DELETE', path: `/api-keys/${id}`, key: at.keys.admin });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    await closeDeps(deps);
  });

  it('[X1] pages through all keys without missing one', async () => {
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 50; page += 1) {
      const answer = await callRest(at.deps, { path: `/api-keys?limit=2${after}`, key: at.keys.admin });
      seen.push(...answer.body.data.map((key: { id: string }) => key.id));
      if (answer.body.next_cursor === null) break;
      after = `&after=${answer.body.next_cursor}`;
    }
    const { rows } = await at.deps.db.pool.query<{ id: string }>('SELECT id FROM api_key ORDER BY id DESC');
    expect(seen).toEqual(rows.map((row) => row.id));
  });
});
