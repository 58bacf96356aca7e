import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { measureForecasts } from '../core/failure-prediction/measure-forecasts.ts';
import { foldMinutes } from '../db/agent-minutes.ts';
import { readDegradations } from '../db/degradations.ts';
import { readFleet } from '../db/fleet.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { followRecoveries } from './follow-recoveries.ts';
import { actOnPredictions } from './prediction-actions.ts';
import { readSecret } from './read-secret.ts';
import { testAgent } from './test-agent.ts';
import { watchAgents } from './watch-agents.ts';

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

  it.each(['two\nlines', 'a\u0000b', 'snow\u2603', ''])('[F11] %j cannot stand in a header, and is not stored', async (value) => {
    expect((await call('POST', '/secrets', { name: 'odd', value }, 'admin')).status).toBe(422);
    expect(await readSecret(hive.deps, 'odd')).toBeNull();
  });

  it('[F11] a row that was copied to another name does not open, and the audit knows', async () => {
    await call('POST', '/secrets', { name: 'one', value: 'first' }, 'admin');
    await call('POST', '/secrets', { name: 'two', value: 'second' }, 'admin');
    await hive.deps.db.pool.query(`UPDATE secret SET ciphertext = (SELECT ciphertext FROM secret WHERE name = 'one') WHERE name = 'two'`);
    await expect(readSecret(hive.deps, 'two')).rejects.toThrow(/damaged or was moved/);
    expect((await call('GET', '/audit?subject=secret:two')).body.data[0].action).toBe('secret.unreadable');
  });
});

describe('where secrets are sent', () => {
  const model = (name: string, base_url: string) => ({
    name,
    kind: 'openai',
    config: { base_url, model: 'm', api_key_secret: 'provider' },
  });
  const here = 'http://127.0.0.1:9/v1';
  const there = 'http://127.0.0.1:10/v1';

  it('[F15] a stored secret goes where an admin sends it; others name it for that place alone', async () => {
    expect((await call('POST', '/agents', model('First', here))).status).toBe(403);
    const refusal = await call('GET', '/audit?subject=agent:First');
    expect(refusal.body.data[0]).toMatchObject({
      action: 'agent.secret_refused',
      detail: { named: 'provider', place: 'http://127.0.0.1:9' },
    });
    expect((await call('POST', '/agents', model('First', here), 'admin')).status).toBe(201);
    const second = await call('POST', '/agents', model('Second', `${here}/other`));
    expect(second.status).toBe(201);
    expect((await call('POST', '/agents', model('Third', there))).body).toMatchObject({
      status: 403,
      errors: [{ path: 'config.api_key_secret' }],
    });
    const moved = { config: { ...second.body.config, base_url: there } };
    expect((await call('PATCH', `/agents/${second.body.id}`, moved)).status).toBe(403);
    expect((await call('PATCH', `/agents/${second.body.id}`, { config: { ...second.body.config, model: 'n' } })).status).toBe(200);
    expect((await call('PATCH', `/agents/${second.body.id}`, moved, 'admin')).status).toBe(200);
  });

  it('[F15] neither a test call nor a pool takes it elsewhere', async () => {
    const registration = registerAgentSchema.parse(model('Unstored', 'http://127.0.0.1:11/v1'));
    const by = { id: 'user:o', kind: 'user', name: 'O', role: 'operator' } as const;
    await expect(testAgent(hive.deps, { registration }, by)).rejects.toThrow(/only an admin/);
    const pool = (base_url: string) => ({ name: 'Models', kind: 'openai', template: { config: model('', base_url).config } });
    const refused = await call('POST', '/pools', pool('http://127.0.0.1:11/v1'));
    expect([refused.status, refused.body.errors[0].path]).toEqual([403, 'template.config.api_key_secret']);
    const made = await call('POST', '/pools', pool(here));
    expect(made.status).toBe(201);
    expect((await call('PATCH', `/pools/${made.body.id}`, { template: pool('http://127.0.0.1:11/v1').template })).status).toBe(403);
  });

  it('[F16] what is hidden stays with its address unless it is said anew, or an admin moves it', async () => {
    const headers = { authorization: 'Bearer s3cret', accept: 'text/plain' };
    const agent = await register({ name: 'Moving', kind: 'http', config: { url: 'http://127.0.0.1:9/', headers } });
    const move = (url: string, authorization: string, role: 'admin' | 'operator' = 'operator') =>
      call('PATCH', `/agents/${agent.id}`, { config: { ...agent.config, url, headers: { ...agent.config.headers, authorization } } }, role);
    const refused = await move('http://127.0.0.1:10/', '(set)');
    expect(refused.body).toMatchObject({ status: 422, errors: [{ path: 'config.headers.authorization' }] });
    expect((await move('http://127.0.0.1:9/other', '(set)')).status).toBe(200);
    expect((await move('http://127.0.0.1:10/', 'Bearer mine')).status).toBe(200);
    expect((await move('http://127.0.0.1:11/', '(set)', 'admin')).status).toBe(200);
  });
});

describe('agents against their own past', () => {
  const sql = async (text: string, values: unknown[] = []) => (await hive.deps.db.pool.query({ text, values })).rows;
  /** Minutes that are over, the newest last: six attempts each, so much slower than usual, so many of them failed. */
  const minutes = (
    agentId: string,
    { from, to, slower = 0, failures = 0 }: { from: number; to: number; slower?: number; failures?: number },
  ) =>
    sql(
      `INSERT INTO agent_minute (agent_id, minute, ended, failures, lost, timed, log_ratio_sum, first_failure_at, last_failed)
        SELECT $1, m, 6, $5::int, 0, 6, 6 * ($4::float8 + 0.05 * (ago % 3 - 1)), CASE WHEN $5::int > 0 THEN m + interval '20 seconds' END, $5::int > 0
        FROM generate_series($3::int, $2::int) ago, LATERAL (SELECT date_trunc('minute', now()) - ago * interval '1 minute' AS m) x`,
      [agentId, from, to, slower, failures],
    );

  it("[AN15] ended attempts are folded once, by minute; what is not the agent's own fault does not count", async () => {
    const { id } = await register(simulated('Folded'));
    const { runId } = await executeWorkflow(
      hive.deps,
      {
        definition: { name: 'fold', tasks: [{ task_id: 'a', task_type: 'folded', name: 'a', required_capabilities: ['nobody has this'] }] },
        input: {},
      },
      { id: 'key:test', kind: 'key', name: 'test', role: 'operator' },
    );
    await sql(`INSERT INTO agent_stat (agent_id, task_type, attempts, successes, duration_ms_sum) VALUES ($1, 'folded', 10, 10, 10000)`, [
      id,
    ]);
    const ends = [
      ['completed', null, 2_000],
      ['completed', null, 500],
      ['failed', 'exit_code', 1_000],
      ['failed', 'cancelled', 1_000],
      ['lost', 'lease_lost', 1_000],
    ] as const;
    const [{ base }] = (await sql(`SELECT date_trunc('minute', now()) - interval '2 minutes' AS base`)) as [{ base: Date }];
    for (const [at, [status, code, ms]] of ends.entries()) {
      await sql(
        `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at, started_at, ended_at, error)
          SELECT $1, t.id, t.run_id, $2, $3::int, $3::int, $4, e.at, e.at - $5::int * interval '1 ms', e.at, CASE WHEN $6::text IS NOT NULL THEN json_build_object('code', $6::text) END
          FROM task t, LATERAL (SELECT $8::timestamptz + $3::int * interval '1 second' AS at) e WHERE t.run_id = $7`,
        [hive.deps.newId(), id, at + 1, status, ms, code, runId, base],
      );
    }
    await foldMinutes(hive.deps.db.pool);
    await foldMinutes(hive.deps.db.pool);
    const rows = await sql(
      'SELECT ended, failures, lost, timed, round(log_ratio_sum::numeric, 6)::float8 AS sum, last_failed FROM agent_minute WHERE agent_id = $1',
      [id],
    );
    expect(rows).toEqual([{ ended: 3, failures: 1, lost: 1, timed: 2, sum: 0, last_failed: true }]);
  });

  it('[AN16] a degradation is stored with its evidence, shown on the agent, acted on once, and ended', async () => {
    const { id } = await register(simulated('Slowing'));
    await minutes(id, { from: 100, to: 6 });
    await minutes(id, { from: 5, to: 1, slower: 1 });
    await watchAgents(hive.deps);
    const [found] = await readDegradations(hive.deps.db.pool, [id]);
    expect(found).toMatchObject({ signal: 'latency', samples: 100, actedAt: expect.any(Date) });
    expect(found?.surprise).toBeGreaterThan(2);
    const shown = (await call('GET', `/agents/${id}`)).body.degraded;
    expect(shown).toEqual([
      { signal: 'latency', baseline: expect.closeTo(0, 1), current: expect.closeTo(1, 1), samples: 100, since: expect.any(String) },
    ]);
    await sql('UPDATE agent_minute SET log_ratio_sum = 0 WHERE agent_id = $1', [id]);
    await watchAgents(hive.deps);
    expect((await call('GET', `/agents/${id}`)).body.degraded).toEqual([]);
    const [row] = await sql(
      'SELECT began_at <= seen_at AND seen_at <= acted_at AND acted_at <= ended_at AS ordered FROM agent_degradation WHERE agent_id = $1',
      [id],
    );
    expect(row).toEqual({ ordered: true });
  });

  it('[AN17] a degradation is handed to recovery once, and what was done about it ends with it', async () => {
    const { id } = await register(simulated('Limping', { max_concurrent_tasks: 4 }));
    const { id: single } = await register(simulated('Limping alone'));
    for (const agent of [id, single]) {
      await minutes(agent, { from: 100, to: 6 });
      await minutes(agent, { from: 5, to: 1, slower: 1 });
    }
    await watchAgents(hive.deps);
    await watchAgents(hive.deps);
    const failures = () =>
      sql(
        `SELECT f.type, f.severity, f.detector, f.reported_by, f.began_at < f.seen_at AND f.seen_at <= f.acted_at AS ordered, f.resolved_at IS NOT NULL AS resolved,
          r.strategy, r.outcome, r.steps->0->>'what' AS what FROM failure f JOIN recovery r ON r.failure_id = f.id WHERE f.agent_id = ANY($1) ORDER BY f.id`,
        [[id, single]],
      );
    const found = { type: 'performance_degradation', severity: 'medium', detector: 'baseline', reported_by: null, ordered: true };
    const what = ['the agent works with 50 % of its slots for 3600 s', 'the agent gets only what nobody else can take for 3600 s'];
    expect(await failures()).toEqual(
      what.map((words) => ({ ...found, resolved: false, strategy: 'degraded_service', outcome: 'running', what: words })),
    );
    const fleet = async () => (await readFleet(hive.deps.db.pool)).agents;
    const as = async (agentId: string) => (await fleet()).find((agent) => agent.id === agentId);
    expect(await as(id)).toMatchObject({ maxConcurrentTasks: 2 });
    expect(await as(single)).toMatchObject({ maxConcurrentTasks: 1, lastResort: true });
    await followRecoveries(hive.deps);
    expect((await failures()).map(({ outcome }) => outcome)).toEqual(['running', 'running']);
    await sql('UPDATE agent_minute SET log_ratio_sum = 0 WHERE agent_id = ANY($1)', [[id, single]]);
    await watchAgents(hive.deps);
    expect(await as(id)).toMatchObject({ maxConcurrentTasks: 4 });
    expect((await as(single))?.lastResort).toBeUndefined();
    await followRecoveries(hive.deps);
    expect((await failures()).map(({ outcome, resolved }) => [outcome, resolved])).toEqual([
      ['recovered', true],
      ['recovered', true],
    ]);
    expect(await sql(`SELECT DISTINCT lifted_by FROM restraint WHERE subject = $1`, [`agent:${id}`])).toEqual([
      { lifted_by: 'system:baseline' },
    ]);
  });

  it('[FR5] predictions are stored for agents with enough attempts and scored when their horizon has passed', async () => {
    const { id } = await register(simulated('Predicted'));
    const { id: young } = await register(simulated('Young'));
    await minutes(id, { from: 60, to: 1 });
    await minutes(young, { from: 4, to: 1 });
    await watchAgents(hive.deps);
    expect(
      await sql('SELECT count(*)::int AS n, bool_and(failed IS NULL) AS open FROM failure_prediction WHERE agent_id = $1', [id]),
    ).toEqual([{ n: 1, open: true }]);
    expect(await sql('SELECT 1 FROM failure_prediction WHERE agent_id = $1', [young])).toEqual([]);
    await sql(`UPDATE failure_prediction SET made_at = made_at - interval '30 minutes' WHERE agent_id = $1`, [id]);
    await sql(
      `UPDATE agent_minute SET failures = 1, first_failure_at = minute + interval '9 s' WHERE agent_id = $1 AND minute = (SELECT made_at + interval '3 minutes' FROM failure_prediction WHERE agent_id = $1)`,
      [id],
    );
    await watchAgents(hive.deps);
    expect(
      await sql(
        `SELECT failed, extract(epoch FROM first_failure_at - made_at)::int AS lead FROM failure_prediction WHERE agent_id = $1 ORDER BY made_at LIMIT 1`,
        [id],
      ),
    ).toEqual([{ failed: true, lead: 189 }]);
  });

  it('[FR8] whoever is predicted to fail is held back within its share, and let go when the danger is gone, and what came of it is counted', async () => {
    const pool = 'foreseen';
    const ids: string[] = [];
    for (const at of [0, 1, 2, 3]) ids.push((await register(simulated(`Foreseen ${at}`, { pool, max_concurrent_tasks: 4 }))).id);
    const scored = Array.from({ length: 300 }, (_, at) => ({
      madeAt: at,
      probability: at % 3 === 0 ? 0.9 : 0.1,
      lastFailed: at % 2 === 0,
      failed: at % 3 === 0,
      firstFailureAt: null,
    }));
    const made = { figures: measureForecasts(scored), foldedUntil: new Date(0), horizonMs: 600_000 };
    const deps = { ...hive.deps, random: () => 0.9 };
    const act = (probability: number, over: object = {}) =>
      actOnPredictions(
        deps,
        ids.map((agentId) => ({ id: hive.deps.newId(), agentId, probability })),
        { ...made, ...over },
      );
    const slots = async () =>
      (await readFleet(hive.deps.db.pool)).agents.filter(({ id }) => ids.includes(id)).map((one) => one.maxConcurrentTasks);
    await act(0.95);
    expect(await slots()).toEqual([4, 4, 4, 4]);
    const put = (json: object, role: 'admin' | 'operator' = 'admin') => call('PUT', '/recovery/prediction-actions', json, role);
    expect((await put({ act_above: 0.8, max_share: 0.25 }, 'operator')).status).toBe(403);
    expect((await put({ act_above: 0.8, max_share: 0.9 })).status).toBe(422);
    expect((await put({ act_above: 0.8, max_share: 0.25 })).body).toMatchObject({ act_above: 0.8, state: 'too_few', effect: null });
    await act(0.95, { figures: measureForecasts(scored.slice(0, 150)) });
    expect(await slots()).toEqual([4, 4, 4, 4]);
    await act(0.95);
    await act(0.95);
    expect((await slots()).toSorted()).toEqual([2, 4, 4, 4]);
    await act(0.5);
    expect(await slots()).toEqual([4, 4, 4, 4]);
    await sql(`UPDATE prediction_act SET began_at = now() - interval '20 minutes', ends_at = now() - interval '10 minutes'`);
    await sql(
      `INSERT INTO agent_minute (agent_id, minute, ended, failures, lost, timed, log_ratio_sum, last_failed)
        SELECT agent_id, date_trunc('minute', began_at) + interval '1 minute', 5, 2, 1, 0, 0, true FROM prediction_act`,
    );
    await act(0.1, { foldedUntil: new Date() });
    const { body } = await call('GET', '/recovery/prediction-actions');
    expect(body).toMatchObject({ treated: { acts: 1, attempts: 6, failures: 3 }, control: { acts: 0 }, effect: null });
    await put({ act_above: null, max_share: 0.25 });
  });

  it('[FR6] the endpoint answers for the horizon asked for; without thirty attempts it says nothing of an agent', async () => {
    const { id } = await register(simulated('Asked'));
    const { id: young } = await register(simulated('Too young'));
    await minutes(id, { from: 60, to: 1, failures: 1 });
    await minutes(young, { from: 4, to: 1 });
    const of = async (horizon: number) =>
      (await call('GET', `/recovery/predict?time_horizon_minutes=${horizon}`, undefined, 'viewer')).body;
    const [soon, later] = [await of(5), await of(120)];
    const about = (answer: { predictions: { agent_id: string }[] }, agentId: string) =>
      answer.predictions.find((one) => one.agent_id === agentId);
    expect(about(later, young)).toEqual({ agent_id: young, probability: null, interval: [], drivers: [], samples: 24 });
    expect(about(later, id)).toMatchObject({ samples: 360, interval: [expect.any(Number), expect.any(Number)] });
    expect(about(later, id)).toHaveProperty('probability', expect.any(Number));
    expect((about(later, id) as unknown as { probability: number }).probability).toBeGreaterThan(
      (about(soon, id) as unknown as { probability: number }).probability,
    );
    expect(later).toMatchObject({
      time_horizon_minutes: 120,
      high_risk_agents: expect.arrayContaining([id]),
      calibration: { n: expect.any(Number) },
    });
    expect((await call('GET', '/recovery/predict?time_horizon_minutes=0')).status).toBe(400);
  });
});
