import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { listAudit, listAuditChoices } from './list-audit.ts';
import { recordAudit } from './record-audit.ts';
import { verifyAudit } from './verify-audit.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

describe('audit', () => {
  it('[X9] chains entries, also when several processes write at once', async () => {
    const other = openDeps(at.url);
    const writes = Array.from({ length: 40 }, (_, index) =>
      recordAudit(index % 2 === 0 ? at.deps : other, {
        actor: 'a',
        action: 'x.y',
        subject: `s:${index}`,
        detail: { b: index, a: [1, { d: 1, c: 2 }] },
      }),
    );
    await Promise.all(writes);
    await closeDeps(other);
    const verdict = await verifyAudit(at.deps);
    expect(verdict.brokenAt).toBeNull();
    expect(verdict.entries).toBeGreaterThanOrEqual(40);
  });

  it('[X9] shows a line that was changed behind its back', async () => {
    const { rows } = await at.deps.db.pool.query<{ seq: string }>('SELECT seq::text FROM audit_entry ORDER BY seq OFFSET 5 LIMIT 1');
    const client = await at.deps.db.pool.connect();
    onTestFinished(async () => {
      await client.query('ALTER TABLE audit_entry ENABLE TRIGGER USER');
      client.release();
    });
    await client.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await client.query(`UPDATE audit_entry SET actor = 'somebody else' WHERE seq = $1`, [rows[0]?.seq]);
    expect((await verifyAudit(at.deps)).brokenAt).toBe(rows[0]?.seq);
    const broken = await callRest(at.deps, { path: '/audit/chain', key: at.keys.admin });
    expect(broken.body).toMatchObject({ whole: false, broken_at: rows[0]?.seq });
    await client.query(`UPDATE audit_entry SET actor = 'a' WHERE seq = $1`, [rows[0]?.seq]);
    expect((await verifyAudit(at.deps)).brokenAt).toBeNull();
    const { body: chain } = await callRest(at.deps, { path: '/audit/chain', key: at.keys.admin });
    const { body: list } = await callRest(at.deps, { path: '/audit?limit=1', key: at.keys.admin });
    expect(chain).toMatchObject({ whole: true, broken_at: null, last_hash: list.data[0].hash });
  });

  it.each([`UPDATE audit_entry SET actor = 'x'`, 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    '[X9] refuses %s',
    async (statement) => {
      await expect(at.deps.db.pool.query(statement)).rejects.toThrow('append-only');
    },
  );

  it('[AC5] tells whoever watches it that an act was added, once it can be read', async () => {
    await at.deps.feed.ready();
    const subject = 'watched:1';
    const read = () => listAudit(at.deps, { limit: 1, subject });
    const seen = new Promise<number>((resolve, reject) => {
      const leave = at.deps.feed.subscribe((topic) => {
        if (topic !== 'audit') return;
        leave();
        read().then(({ data }) => resolve(data.length), reject);
      });
    });
    await recordAudit(at.deps, { actor: 'a', action: 'x.y', subject });
    expect(await seen).toBe(1);
  });

  it('[X10] writes who did what to which thing, and no secret', async () => {
    const made = await callRest(at.deps, {
      method: 'POST',
      path: '/api-keys',
      key: at.keys.admin,
      json: { name: 'n', role: 'viewer' },
      headers: { 'x-forwarded-for': '127.0.0.9' },
    });
    const list = await callRest(at.deps, { path: `/audit?subject=key:${made.body.id}`, key: at.keys.viewer });
    expect(list.body.data).toHaveLength(1);
    expect(list.body.data[0]).toMatchObject({ action: 'api_key.create', detail: { name: 'n', role: 'viewer' }, ip: '127.0.0.9' });
    expect(list.body.data[0].actor).toMatch(/^key:/);
    expect(JSON.stringify(list.body)).not.toContain(made.body.key);
  });

  it('[AC2] answers by actor, act, kind of subject and time, page by page', async () => {
    const acts = [
      ['user:ada', 'run.cancel', 'run:1'],
      ['user:ada', 'run.pause', 'run:2'],
      ['user:bob', 'run.cancel', 'run:1'],
      ['user:bob', 'pool.scale', 'pool:p'],
    ] as const;
    for (const [actor, action, subject] of acts) await recordAudit(at.deps, { actor, action, subject });
    const ask = async (query: string) => {
      const { status, body } = await callRest(at.deps, { path: `/audit?${query}`, key: at.keys.viewer });
      expect(status).toBe(200);
      return body.data.map((entry: { actor: string; action: string; subject: string }) => [entry.actor, entry.action, entry.subject]);
    };
    expect(await ask('actor=user:ada')).toEqual([acts[1], acts[0]]);
    expect(await ask('action=run.cancel')).toEqual([acts[2], acts[0]]);
    expect(await ask('actor=user:bob&subject_kind=run')).toEqual([acts[2]]);
    expect(await ask(`subject_kind=pool&to=${new Date(0).toISOString()}`)).toEqual([]);
    expect(await ask(`subject_kind=pool&from=${new Date(0).toISOString()}`)).toEqual([acts[3]]);
    const first = await callRest(at.deps, { path: '/audit?actor=user:ada&limit=1', key: at.keys.viewer });
    expect(await ask(`actor=user:ada&limit=1&after=${first.body.next_cursor}`)).toEqual([acts[0]]);
    expect(first.body.data[0].subject_place).toBe('/runs/2');
    expect((await callRest(at.deps, { path: "/audit?subject_kind=x'--", key: at.keys.viewer })).status).toBe(400);
    const { actors, actions } = await listAuditChoices(at.deps);
    expect(actors.map(({ id }) => id)).toEqual(expect.arrayContaining(['user:ada', 'user:bob']));
    expect([actions.length, actions]).toEqual([new Set(actions).size, expect.arrayContaining(['pool.scale', 'run.cancel'])]);
  });

  it('[AC4] names the breaker of an agent by the agent', async () => {
    const json = { name: 'Named one', kind: 'simulated', config: { latency_ms: 0 } };
    const { id } = (await callRest(at.deps, { method: 'POST', path: '/agents', key: at.keys.admin, json })).body;
    for (const subject of [`breaker:agent:${id}`, `breaker:agent:${id}/review`, 'breaker:host:127.0.0.1:9'])
      await recordAudit(at.deps, { actor: 'system:recovery', action: 'breaker.force_open', subject });
    const { data } = await listAudit(at.deps, { limit: 3, action: 'breaker.force_open' });
    expect(data.map(({ subjectName }) => subjectName)).toEqual([null, 'Named one', 'Named one']);
  });

  it('[X9] lists newest first, page by page', async () => {
    const first = await callRest(at.deps, { path: '/audit?limit=3', key: at.keys.viewer });
    const second = await callRest(at.deps, { path: `/audit?limit=3&after=${first.body.next_cursor}`, key: at.keys.viewer });
    const seqs = [...first.body.data, ...second.body.data].map((entry: { seq: string }) => Number(entry.seq));
    expect(seqs).toHaveLength(6);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
  });
});
