import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { agentBreaker, taskTypeBreaker } from '../../src/server/core/breaker/resource.ts';
import { readFleet } from '../../src/server/db/fleet.ts';
import type { Deps } from '../../src/server/deps.ts';
import { type BreakerAct, controlBreaker } from '../../src/server/use-cases/control-breaker.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { grantCalls } from '../../src/server/use-cases/grant-calls.ts';
import { listBreakers } from '../../src/server/use-cases/list-breakers.ts';
import { readBreaker } from '../../src/server/use-cases/read-breaker.ts';
import { closeDeps, openDeps } from '../fixtures/installation.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

const BREAKERS_ON = { ENABLE_CIRCUIT_BREAKERS: '1' };
/** Nothing here waits until a breaker lets a probe through by itself. */
const PATIENT = { open_wait_seconds: 3_600, max_open_wait_seconds: 3_600 };

let hive: Harness;
let worker: Worker;
beforeAll(async () => {
  hive = await createHarness(BREAKERS_ON);
  worker = await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const retry = { max_attempts: 4, backoff_ms: 0, jitter: 0 };
const batch = (count: number, more: Record<string, unknown>) =>
  Array.from({ length: count }, (_, at) => task(`t${at}`, [], { retry, ...more }));
const act = (resourceId: string, done: BreakerAct) => controlBreaker(hive.deps, { resourceId, act: done }, BY);
const stateOf = async (resourceId: string) => (await readBreaker(hive.deps, resourceId)).state;
const becomes = (resourceId: string, state: string) => hive.until(async () => (await stateOf(resourceId)) === state);

test('[BE1] an agent that keeps failing is left alone, the work goes to another; once it is well, probes close its breaker', async () => {
  const bad = await hive.addAgent({ name: 'bad', slots: 2, capabilities: ['both'], breaker: PATIENT });
  await hive.addAgent({ name: 'good', slots: 2, capabilities: ['both'] });
  let broken = true;
  hive.agents.on('shared', (_, agent) => (agent.name === 'bad' && broken ? failedWith() : completed('done')));
  const wanted = { task_type: 'shared', required_capabilities: ['both'] };

  const { status, runId } = await hive.run({ tasks: batch(30, wanted), max_concurrent_tasks: 4 });
  expect(status).toBe('completed');
  await becomes(agentBreaker(bad), 'open');
  const failures = hive.agents.effectsOf(runId).filter(({ agentId }) => agentId === bad).length;
  expect(failures).toBeLessThanOrEqual(8);
  const { transitions } = await readBreaker(hive.deps, agentBreaker(bad));
  expect(transitions[0]).toMatchObject({ from: 'closed', to: 'open', cause: 'failures', actor: 'system:breaker' });

  broken = false;
  const half = await act(agentBreaker(bad), { act: 'reset', to: 'half_open', reason: 'it was mended' });
  expect(half.state).toBe('half_open');
  expect(await stateOf(taskTypeBreaker(bad, 'shared'))).toBe('half_open');
  const again = await hive.run({ tasks: batch(20, { ...wanted, preferred_agents: ['bad'] }) });
  expect(again.status).toBe('completed');
  await becomes(agentBreaker(bad), 'closed');
  await becomes(taskTypeBreaker(bad, 'shared'), 'closed');
  expect(hive.agents.effectsOf(again.runId).some(({ agentId }) => agentId === bad)).toBe(true);
  const after = (await readBreaker(hive.deps, agentBreaker(bad))).transitions;
  expect(after.map(({ to, cause }) => [to, cause])).toEqual([
    ['closed', 'probes_passed'],
    ['half_open', 'person'],
    ['open', 'failures'],
  ]);
});

test('[CT5] names the task that failed at the agent last, and what was said of it', async () => {
  const leaky = await hive.addAgent({ name: 'leaky', slots: 1, capabilities: ['bail'], breaker: PATIENT });
  let broken = true;
  hive.agents.on('leak', () => (broken ? failedWith({ message: 'the bucket has a hole' }) : completed('done')));
  const runId = await hive.submit({
    tasks: batch(6, { task_type: 'leak', required_capabilities: ['bail'], retry: { ...retry, max_attempts: 10 } }),
  });
  await becomes(agentBreaker(leaky), 'open');
  const failed = { runId, message: 'the bucket has a hole', taskKey: expect.stringMatching(/^t\d$/), at: expect.any(Date) };
  expect((await readBreaker(hive.deps, agentBreaker(leaky))).lastFailed).toMatchObject(failed);
  broken = false;
  await act(agentBreaker(leaky), { act: 'reset', to: 'closed', reason: 'it was mended' });
  await act(taskTypeBreaker(leaky, 'leak'), { act: 'reset', to: 'closed', reason: 'it was mended' }).catch(() => undefined);
  expect(await hive.ended(runId)).toBe('completed');
});

describe('the only agent for it', () => {
  test('[BE2] its tasks wait for the breaker and lose no attempt; another process finds it open; a reset by hand lets them go', async () => {
    const only = await hive.addAgent({ name: 'only', slots: 1, capabilities: ['solo'], breaker: PATIENT });
    let broken = true;
    hive.agents.on('lonely', () => (broken ? failedWith() : completed('done')));
    const runId = await hive.submit({
      tasks: batch(6, { task_type: 'lonely', required_capabilities: ['solo'], retry: { ...retry, max_attempts: 10 } }),
    });
    const waiting = async () => Object.values(await hive.tasks(runId)).filter(({ wait_reason }) => wait_reason === 'breaker');
    await hive.until(async () => (await waiting()).length === 6);
    expect((await waiting()).every(({ park_key }) => park_key?.startsWith(`breaker:${agentBreaker(only)}`))).toBe(true);
    const calls = hive.agents.effectsOf(runId).length;
    const counted = Object.values(await hive.tasks(runId)).reduce((sum, { attempts }) => sum + attempts, 0);
    expect(counted).toBe(calls);

    const { blastRadius } = await readBreaker(hive.deps, agentBreaker(only));
    expect(blastRadius).toMatchObject({ queuedTasks: 6, wouldWait: 6, inFlight: 0, runs: [{ runId, tasks: 6 }] });

    await worker.close();
    worker = await hive.startWorker();
    expect(worker.deps.breakers.stateOf(agentBreaker(only))?.status).toBe('open');
    expect(hive.agents.effectsOf(runId)).toHaveLength(calls);

    broken = false;
    await act(agentBreaker(only), { act: 'reset', to: 'closed', reason: 'it was mended' });
    await act(taskTypeBreaker(only, 'lonely'), { act: 'reset', to: 'closed', reason: 'it was mended' }).catch(() => undefined);
    expect(await hive.ended(runId)).toBe('completed');
    const audited = await hive.rows<{ detail: object }>(`SELECT detail FROM audit_entry WHERE action = 'breaker.reset' AND subject = $1`, [
      `breaker:${agentBreaker(only)}`,
    ]);
    expect(audited[0]?.detail).toMatchObject({ reason: 'it was mended', from: 'open', to: 'closed' });
  });

  test('[BE3] one that a person isolates gets nothing until a person resets it', async () => {
    const held = await hive.addAgent({ name: 'held', slots: 1, capabilities: ['held'] });
    hive.agents.on('quiet', () => completed('done'));
    await act(agentBreaker(held), { act: 'force_open', reason: 'under repair' });
    const runId = await hive.submit({ tasks: batch(1, { task_type: 'quiet', required_capabilities: ['held'] }) });
    await hive.until(async () => (await hive.tasks(runId)).t0?.wait_reason === 'breaker');
    await act(agentBreaker(held), { act: 'disable', reason: 'repaired' });
    expect(await hive.ended(runId)).toBe('completed');
  });
});

describe('two processes', () => {
  const open: Deps[] = [];
  const another = async () => {
    const deps = openDeps(hive.url, BREAKERS_ON);
    await deps.feed.ready();
    await deps.breakers.open();
    open.push(deps);
    return deps;
  };
  afterAll(async () => {
    for (const deps of open) await closeDeps(deps);
  });
  const fail = (deps: Deps, resourceId: string, generation = 0) =>
    deps.breakers.report({ resourceId, kind: 'failure', generation, at: Date.now(), durationMs: 1 });

  test('[BE4] count together: who is beaten to the row makes its changes on top of it', async () => {
    const agentId = await hive.addAgent({ name: 'counted', breaker: { ...PATIENT, failure_threshold: 6 } });
    const [one, two] = [await another(), await another()];
    for (const deps of [one, two, one, two, one]) fail(deps, agentBreaker(agentId));
    await Promise.all([one.breakers.drain(), two.breakers.drain()]);
    expect(await readBreaker(hive.deps, agentBreaker(agentId))).toMatchObject({ state: 'closed', failureCount: 5, revision: 2 });
    fail(two, agentBreaker(agentId));
    await two.breakers.drain();
    expect(await stateOf(agentBreaker(agentId))).toBe('open');
    await one.breakers.refresh();
    expect(one.breakers.stateOf(agentBreaker(agentId))?.status).toBe('open');
  });

  test('[BE4] give out no more permits than there are, and a permit of a call that is not made comes back', async () => {
    const agentId = await hive.addAgent({ name: 'probed', breaker: { ...PATIENT, failure_threshold: 1, half_open_permits: 3 } });
    const resourceId = agentBreaker(agentId);
    const [one, two] = [await another(), await another()];
    fail(one, resourceId);
    await one.breakers.drain();
    await act(resourceId, { act: 'probe', reason: 'look again' });
    await Promise.all([one.breakers.refresh(), two.breakers.refresh()]);
    const asked = await Promise.all([one, two, one, two, one].map(({ breakers }) => breakers.acquire(resourceId, Date.now())));
    const granted = asked.filter((permit) => permit !== null);
    expect(granted).toHaveLength(3);
    expect(await readBreaker(hive.deps, resourceId)).toMatchObject({ state: 'half_open', probes: { granted: 3, permits: 3 } });
    one.breakers.report({ resourceId, kind: 'released', generation: granted[0]?.generation ?? -1, at: Date.now() });
    await one.breakers.drain();
    expect((await readBreaker(hive.deps, resourceId)).probes?.granted).toBe(2);
    fail(two, resourceId, 0);
    await two.breakers.drain();
    expect(await stateOf(resourceId)).toBe('half_open');
  });

  test('[BR22] a call that several breakers guard takes a permit of each, or of none', async () => {
    const id = await hive.addAgent({ name: 'guarded', breaker: { ...PATIENT, failure_threshold: 1, half_open_permits: 1 } });
    const [agent] = (await readFleet(hive.deps.db.pool)).agents.filter((each) => each.id === id);
    if (agent === undefined) throw new Error('the agent was not stored');
    const process = await another();
    const { breakers } = process;
    const permits = [agentBreaker(id), taskTypeBreaker(id, 'guarded')];
    for (const resourceId of permits) fail(process, resourceId);
    await breakers.drain();
    await act(agentBreaker(id), { act: 'probe', reason: 'look again' });
    await breakers.refresh();
    const granted = () => permits.map((resourceId) => breakers.stateOf(resourceId)?.granted);
    const call = (attemptId: string) => grantCalls(process, [{ attemptId, agent, spec: { taskType: 'guarded' }, permits }]);

    const taken = await breakers.acquire(permits[1] ?? '', Date.now());
    expect([...(await call('refused')).refused]).toEqual(['refused']);
    expect(granted()).toEqual([0, 1]);
    breakers.report({ resourceId: permits[1] ?? '', kind: 'released', generation: taken?.generation ?? -1, at: Date.now() });
    const passed = await call('passed');
    expect(Object.keys(passed.grants.get('passed') ?? {}).sort()).toEqual([...permits].sort());
    expect(granted()).toEqual([1, 1]);
  });
});

describe('over HTTP', () => {
  test('[BE5] a person needs a reason, and a breaker that is closed refuses a reset', async () => {
    const { key } = await createApiKey(hive.deps, { name: 'breaker tests', role: 'operator', expiresAt: null }, BY);
    const agentId = await hive.addAgent({ name: 'addressed', breaker: PATIENT });
    const post = (verb: string, json: unknown, id = agentBreaker(agentId)) =>
      callRest(hive.deps, { method: 'POST', path: `/circuit-breakers/${encodeURIComponent(id)}/${verb}`, key, json });
    for (const verb of ['reset', 'force-open', 'disable', 'metrics-only', 'probe']) {
      expect((await post(verb, {})).status, verb).toBe(422);
      expect((await post(verb, { reason: '  ' })).status, verb).toBe(422);
    }
    expect((await post('reset', { reason: 'why not' })).status).toBe(409);
    expect((await post('reset', { reason: 'why not', to: 'closed' })).status).toBe(409);
    expect((await post('probe', { reason: 'why not' })).status).toBe(409);
    expect((await post('force-open', { reason: 'x' }, 'agent:nobody')).status).toBe(404);
    expect((await post('force-open', { reason: 'x' }, 'nonsense')).status).toBe(404);
    expect((await post('force-open', { reason: 'under repair' })).body).toMatchObject({
      state: 'forced_open',
      resource_type: 'agent',
      name: 'addressed',
    });
    expect((await post('force-open', { reason: 'under repair' })).status).toBe(409);
    const typed = await post('force-open', { reason: 'not this' }, taskTypeBreaker(agentId, 'odd/type'));
    expect(typed.body).toMatchObject({ state: 'forced_open', task_type: 'odd/type' });

    const list = await callRest(hive.deps, { path: `/circuit-breakers?state=forced_open&agent_id=${agentId}`, key });
    expect(list.body.data.map((each: { resource_id: string }) => each.resource_id)).toEqual([
      agentBreaker(agentId),
      taskTypeBreaker(agentId, 'odd/type'),
    ]);
    const agent = await callRest(hive.deps, { path: `/agents/${agentId}`, key });
    expect(agent.body).toMatchObject({ breaker: { state: 'forced_open' }, breaker_override: PATIENT });
    expect((await post('reset', { reason: 'repaired', to: 'closed' })).body.state).toBe('closed');
  });

  test('[BE6] rules are changed by kind and by agent; what makes no policy is refused', async () => {
    const { key } = await createApiKey(hive.deps, { name: 'policy tests', role: 'operator', expiresAt: null }, BY);
    const patch = (path: string, json: unknown) => callRest(hive.deps, { method: 'PATCH', path, key, json });
    const agentId = await hive.addAgent({ name: 'ruled' });
    expect((await patch('/circuit-breaker-policies', { agent: { slow_call_rate_threshold: 0.5 } })).status).toBe(422);
    const changed = await patch('/circuit-breaker-policies', { provider_host: { open_wait_seconds: 7 } });
    expect(changed.body).toMatchObject({
      overrides: { provider_host: { open_wait_seconds: 7 } },
      policies: { provider_host: { openWaitMs: 7_000 } },
    });
    expect((await patch(`/agents/${agentId}`, { breaker: { slow_call_rate_threshold: 0.5 } })).status).toBe(422);
    expect((await patch(`/agents/${agentId}`, { breaker: { failure_threshold: 9 } })).status).toBe(200);
    expect((await readBreaker(hive.deps, agentBreaker(agentId))).policy.minimumCalls).toBe(9);
  });

  test('[BR19] probes of an agent are waited for as long as its own limit lets its calls take', async () => {
    const { key } = await createApiKey(hive.deps, { name: 'limit tests', role: 'operator', expiresAt: null }, BY);
    const json = { name: 'slow', kind: 'http', config: { url: 'http://127.0.0.1:9/', timeouts: { total_seconds: 7_200 } } };
    const { id } = (await callRest(hive.deps, { method: 'POST', path: '/agents', key, json })).body;
    expect((await readBreaker(hive.deps, agentBreaker(id))).policy.halfOpenMaxWaitMs).toBe(7_205_000);
  });

  test('[BE7] a list pages through all of them: what wants to be looked at first, of that what reaches further, always in the same order', async () => {
    const agentId = await hive.addAgent({ name: 'listed', breaker: PATIENT });
    const open = { until: Date.now() + 3_600_000 };
    const rows: [string, string, string, object][] = [
      [`agent:${agentId}/x`, 'agent_task_type', 'open', open],
      [`agent:${agentId}`, 'agent', 'open', open],
      ['host:listed:1', 'provider_host', 'open', open],
      ['host:listed:2', 'provider_host', 'half_open', {}],
      ['host:listed:3', 'provider_host', 'open', { until: Date.now() - 1_000 }],
      ['host:listed:4', 'provider_host', 'forced_open', {}],
      ['host:listed:5', 'provider_host', 'disabled', {}],
      ['host:listed:6', 'provider_host', 'closed', {}],
    ];
    await act(agentBreaker(agentId), { act: 'force_open', reason: 'to have a state' });
    const [made] = await hive.rows<{ state: object }>('DELETE FROM breaker WHERE resource_id = $1 RETURNING state', [
      agentBreaker(agentId),
    ]);
    for (const [id, type, status, over] of rows)
      await hive.rows(
        `INSERT INTO breaker (resource_id, resource_type, status, state, revision, updated_at)
          VALUES ($1, $2, $3, ($4::jsonb || $5::jsonb || jsonb_build_object('status', $3::text))::json, 1, clock_timestamp())`,
        [id, type, status, JSON.stringify(made?.state), JSON.stringify(over)],
      );
    const read = async (limit: number) => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await listBreakers(hive.deps, { limit, after });
        seen.push(...page.data.map(({ resourceId }) => resourceId));
        after = page.nextCursor ?? undefined;
      } while (after !== undefined);
      return seen;
    };
    const seen = await read(2);
    const mine = (all: string[]) => all.filter((id) => id.startsWith('host:listed') || id.startsWith(`agent:${agentId}`));
    expect(mine(seen)).toEqual([
      'host:listed:1',
      `agent:${agentId}`,
      `agent:${agentId}/x`,
      'host:listed:2',
      'host:listed:3',
      'host:listed:4',
      'host:listed:5',
      'host:listed:6',
    ]);
    expect(await read(3)).toEqual(seen);
    const [{ count } = { count: 0 }] = await hive.rows<{ count: number }>('SELECT count(*)::int FROM breaker');
    expect(new Set(seen).size).toBe(count);
    expect(seen).toHaveLength(count);
  });
});
