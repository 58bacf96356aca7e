import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { readSecret } from './read-secret.ts';
import { testAgent } from './test-agent.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

const simulated = (name: string, rest: object = {}) => ({ name, kind: 'simulated', config: { latency_ms: 0 }, ...rest });
const call = (method: string, path: string, json?: unknown, role: 'admin' | 'operator' | 'viewer' = 'operator') =>
  callRest(hive.deps, { method, path, key: hive.keys[role], ...(json !== undefined && { json }) });
const register = async (body: object, role: 'admin' | 'operator' = 'operator') => (await call('POST', '/agents', body, role)).body;

/** A live attempt of a task that exists nowhere else: what the in-flight count is made of. */
const holdTask = async (agentId: string) => {
  const id = hive.deps.newId();
  await hive.deps.db.pool.query({
    text: `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at) VALUES ($1, $1, $1, $2, 1, 1, 'assigned', now())`,
    values: [id, agentId],
  });
  return () => hive.deps.db.pool.query({ text: `UPDATE attempt SET ended_at = now(), status = 'completed' WHERE id = $1`, values: [id] });
};

describe('agents', () => {
  it('[F1] a name is taken by a living agent and freed by a retired one', async () => {
    const first = await register(simulated('Twin'));
    expect((await call('POST', '/agents', simulated('Twin'))).status).toBe(409);
    expect((await call('DELETE', `/agents/${first.id}`)).status).toBe(200);
    const second = await call('POST', '/agents', simulated('Twin'));
    expect(second.status).toBe(201);
    expect((await call('GET', `/agents/${first.id}`)).body).toMatchObject({
      status: 'inactive',
      name: expect.stringContaining('Twin (retired'),
    });
  });

  it('[F2] a command agent needs an admin; the refusal is in the audit', async () => {
    const body = { name: 'Shell', kind: 'command', config: { argv: ['true'] } };
    expect((await call('POST', '/agents', body)).status).toBe(403);
    expect((await call('POST', '/agents', body, 'admin')).status).toBe(201);
    const audit = await call('GET', '/audit?subject=agent:Shell');
    expect(audit.body.data[0]).toMatchObject({ action: 'agent.command_refused', detail: { reason: 'needs the role admin' } });
  });

  it('[F2] where command agents are disabled an admin cannot add one either', async () => {
    const closed = openDeps(hive.url, { HIVE_ALLOW_COMMAND_AGENTS: '0' });
    const json = { name: 'Never', kind: 'command', config: { argv: ['true'] } };
    const answer = await callRest(closed, { method: 'POST', path: '/agents', key: hive.keys.admin, json });
    await closeDeps(closed);
    expect([answer.status, answer.body.code]).toEqual([403, 'command_agents_disabled']);
  });

  it('[F3] acts move the status, and an act that is not allowed is a conflict', async () => {
    const { id } = await register(simulated('Walker'));
    const act = async (verb: string) => (await call('POST', `/agents/${id}/${verb}`)).body.status;
    expect([await act('drain'), await act('activate'), await act('sleep'), await act('wake')]).toEqual([
      'maintenance',
      'active',
      'sleeping',
      'active',
    ]);
    await call('POST', `/agents/${id}/drain`);
    expect((await call('POST', `/agents/${id}/wake`)).status).toBe(409);
  });

  it('[F4] an agent with tasks drains first, and counts as busy before', async () => {
    const { id } = await register(simulated('Holder'));
    const release = await holdTask(id);
    expect((await call('GET', `/agents/${id}`)).body).toMatchObject({ status: 'busy', in_flight: 1 });
    const drains = await call('DELETE', `/agents/${id}`);
    expect([drains.status, drains.body.status]).toEqual([202, 'shutting_down']);
    await release();
    const gone = await call('DELETE', `/agents/${id}`);
    expect([gone.status, gone.body.status]).toEqual([200, 'inactive']);
    expect((await call('DELETE', `/agents/${id}`)).status).toBe(409);
  });

  it('[F5] secrets are not shown, and a form sent back keeps them', async () => {
    const config = { url: 'http://127.0.0.1:9/', headers: { authorization: 'Bearer s3cret', accept: 'text/plain' } };
    const agent = await register({ name: 'Secretive', kind: 'http', config });
    expect(agent.config.headers).toEqual({ authorization: '(set)', accept: 'text/plain' });
    const shown = { ...agent.config, headers: { ...agent.config.headers, accept: 'application/json' } };
    expect((await call('PATCH', `/agents/${agent.id}`, { config: shown })).status).toBe(200);
    const { rows } = await hive.deps.db.pool.query({ text: 'SELECT config FROM agent WHERE id = $1', values: [agent.id] });
    expect(rows[0].config.headers).toEqual({ authorization: 'Bearer s3cret', accept: 'application/json' });
  });

  it('[F7] a new agent has no statistics', async () => {
    const { stats } = await register(simulated('Fresh'));
    expect(stats).toEqual({ attempts: 0, success_rate: null, mean_duration_ms: null, cost_usd: null });
  });

  it('[F8] a heartbeat is recorded and leaves what an operator decided', async () => {
    const { id } = await register(simulated('Pulse'));
    await call('POST', `/agents/${id}/drain`);
    const beat = await call('POST', `/agents/${id}/heartbeat`, { status: 'active', cpu: 0.5 });
    expect(beat.body).toMatchObject({ status: 'maintenance', heartbeat: { values: { status: 'active', cpu: 0.5 } } });
    expect((await call('POST', `/agents/${id}/heartbeat`, { mood: 'fine' })).status).toBe(422);
  });

  it.each(['http://127.1:5432/', 'http://169.254.169.254/', 'file:///etc/passwd', 'http://user:pass@127.0.0.1/'])(
    '[F14] %s is refused when it is saved',
    async (url) => {
      const answer = await call('POST', '/agents', { name: `To ${url}`, kind: 'http', config: { url } });
      expect([400, 403]).toContain(answer.status);
    },
  );

  it('[V1] the list brings every agent once, in order of name', async () => {
    const names = ['p3', 'p1', 'p2', 'p5', 'p4'];
    for (const name of names) await register(simulated(`Page ${name}`));
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await call('GET', `/agents?text=page&limit=2${after && `&after=${after}`}`, undefined, 'viewer');
      seen.push(...body.data.map((agent: { name: string }) => agent.name));
      after = body.next_cursor ?? '';
    } while (after);
    expect(seen).toEqual(names.toSorted().map((name) => `Page ${name}`));
  });

  it('[V12] a foreign cursor is malformed', async () => {
    expect((await call('GET', '/agents?after=bm9wZQ')).status).toBe(400);
    expect((await call('GET', '/runs?after=bm9wZQ')).status).toBe(400);
  });
});

describe('test calls', () => {
  const by = { id: 'system:test', kind: 'system', name: 'test', role: 'operator' } as const;

  it('[F12] answer what the agent answered and record no attempt', async () => {
    const { id } = await register(simulated('Tested'));
    expect(await testAgent(hive.deps, { id }, by)).toMatchObject({ ok: true, accepted: false, output: { simulated: true } });
    const failing = registerAgentSchema.parse(simulated('Unstored', { config: { latency_ms: 0, failure_rate: 1 } }));
    expect(await testAgent(hive.deps, { registration: failing }, by)).toMatchObject({ ok: false, error: { code: 'simulated_failure' } });
    const { rows } = await hive.deps.db.pool.query({ text: 'SELECT count(*)::int AS n FROM attempt WHERE agent_id = $1', values: [id] });
    expect(rows[0].n).toBe(0);
  });

  it('[F2] a command that is not registered yet is not run for an operator', async () => {
    const registration = registerAgentSchema.parse({ name: 'Sneaky', kind: 'command', config: { argv: ['true'] } });
    await expect(testAgent(hive.deps, { registration }, by)).rejects.toThrow(/only an admin/);
  });
});

describe('secrets', () => {
  it('[F11] are stored sealed, listed by name, read for calls, and removed', async () => {
    const stored = await call('POST', '/secrets', { name: 'model', value: 'sk-very-secret' }, 'admin');
    expect(stored.status).toBe(201);
    expect(JSON.stringify(stored.body)).not.toContain('sk-very');
    const list = await call('GET', '/secrets', undefined, 'admin');
    expect(list.body.data).toMatchObject([{ name: 'model' }]);
    expect(await readSecret(hive.deps, 'model')).toBe('sk-very-secret');
    expect((await call('GET', '/secrets')).status).toBe(403);
    expect((await call('DELETE', '/secrets/model', undefined, 'admin')).status).toBe(204);
    expect(await readSecret(hive.deps, 'model')).toBeNull();
  });

  it('[F11] a row that was copied to another name does not open, and the audit knows', async () => {
    await call('POST', '/secrets', { name: 'one', value: 'first' }, 'admin');
    await call('POST', '/secrets', { name: 'two', value: 'second' }, 'admin');
    await hive.deps.db.pool.query(`UPDATE secret SET ciphertext = (SELECT ciphertext FROM secret WHERE name = 'one') WHERE name = 'two'`);
    await expect(readSecret(hive.deps, 'two')).rejects.toThrow(/damaged or was moved/);
    expect((await call('GET', '/audit?subject=secret:two')).body.data[0].action).toBe('secret.unreadable');
  });
});
