import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { createHold } from '../../../tests/engine/scripted-agents.ts';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { type CreatePool, createPoolSchema } from '../core/scaling/pool.ts';
import { rollUpArrivals } from '../db/pool-demand.ts';
import { createPool } from './create-pool.ts';
import { evaluatePools, wakePools } from './evaluate-pools.ts';
import { readPoolForecast } from './forecast-pool.ts';
import { listScalingActions } from './list-scaling-actions.ts';
import { readMetrics } from './read-metrics.ts';
import { readPool } from './read-pool.ts';
import { retirePool } from './retire-pool.ts';
import { scalePool } from './scale-pool.ts';
import { sweepFleet } from './sweep-fleet.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants(false));
afterAll(() => hive.close());

const definition = (name: string, more: object = {}): CreatePool =>
  createPoolSchema.parse({
    name,
    kind: 'simulated',
    tier: 'light',
    template: { capabilities: [{ name: `skill of ${name}` }], config: { latency_ms: 0 } },
    cooldown_seconds: 0,
    ...more,
  });
const needing = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => task(`t${at}`, [], { required_capabilities: [`skill of ${name}`], task_type: name }));
const allParked = (runId: string) =>
  hive.until(async () => Object.values(await hive.tasks(runId)).every(({ wait_reason }) => wait_reason === 'no_capable_agent'));
/** Every pool is due: its period has passed, as far as anybody can tell. */
const evaluate = async () => {
  await hive.rows(`UPDATE duty SET ran_at = ran_at - interval '1 day' WHERE name LIKE 'pool:%'`);
  return evaluatePools(hive.deps);
};

describe('a pool', () => {
  test('[SC8] wakes for the first task that needs it, works, drains and sleeps again', async () => {
    const pool = await createPool(hive.deps, definition('sleeper'), BY);
    expect(await evaluate()).toEqual([]);
    const hold = createHold();
    hive.agents.on('sleeper', hold.script);
    const runId = await hive.submit({ tasks: needing('sleeper', 3) });
    await allParked(runId);
    expect(await evaluatePools(hive.deps)).toEqual(['sleeper']);
    await hive.agents.begun(runId, 3);
    const woken = await readPool(hive.deps, pool.id);
    expect(woken).toMatchObject({ size: 2, target: 2 });
    expect(woken.members.map(({ name, inFlight }) => [name, inFlight]).toSorted()).toEqual([
      ['sleeper #1', expect.any(Number)],
      ['sleeper #2', expect.any(Number)],
    ]);
    expect(await evaluate()).toEqual([]);
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
    expect(await evaluate()).toEqual(['sleeper']);
    await sweepFleet(hive.deps);
    expect(await readPool(hive.deps, pool.id)).toMatchObject({ size: 0, target: 0, members: [] });
    const actions = await listScalingActions(hive.deps, { id: pool.id, limit: 10 });
    expect(actions.data.map(({ trigger, fromSize, toSize, error }) => [trigger, fromSize, toSize, error])).toEqual([
      ['workload_based', 2, 0, null],
      ['emergency', 0, 2, null],
    ]);
    const response = (await readMetrics(hive.deps, 300)).orchestrationMetrics.scaling_response_time_ms;
    expect(response).toBeGreaterThan(0);
    await retirePool(hive.deps, pool.id, BY);
  });

  test('[SC13] whoever begins to wait says so, and the pool is woken at once, by one process of many', async () => {
    const pool = await createPool(hive.deps, definition('waker'), BY);
    const heard = new Set<string>();
    const unsubscribe = hive.deps.feed.subscribe((topic) => heard.add(topic));
    const runId = await hive.submit({ tasks: needing('waker', 1) });
    await hive.until(async () => heard.has('starved'));
    unsubscribe();
    await allParked(runId);
    const woken = await Promise.all([wakePools(hive.deps), wakePools(hive.deps)]);
    expect(woken).toContainEqual(['waker']);
    expect(woken).toContainEqual(null);
    expect(await hive.ended(runId)).toBe('completed');
    await retirePool(hive.deps, pool.id, BY);
  });

  test('[SC9] whoever waits learns that the pool is starting', async () => {
    const pool = await createPool(
      hive.deps,
      definition('teller', { template: { capabilities: [], config: { latency_ms: 0 } }, paused: true }),
      BY,
    );
    const runId = await hive.submit({ tasks: needing('teller', 1) });
    await allParked(runId);
    // A pool that cannot be made larger: what stands at its name is somebody else's, so the task still waits when we look.
    await hive.rows(`UPDATE agent_pool SET paused = false, template = $2 WHERE id = $1`, [
      pool.id,
      JSON.stringify({ capabilities: [{ name: 'skill of teller', proficiency: 1, areas: [] }], config: { latency_ms: 0 }, metadata: {} }),
    ]);
    const other = await hive.addAgent({ name: 'teller #1' });
    expect(await evaluatePools(hive.deps)).toEqual([]);
    expect((await hive.tasks(runId)).t0).toMatchObject({ wait_reason: 'no_capable_agent', wait_detail: 'pool teller is starting' });
    const [action] = (await listScalingActions(hive.deps, { id: pool.id, limit: 1 })).data;
    expect(action).toMatchObject({ finishedAt: null, error: 'an agent named "teller #1" exists' });
    await hive.rows(`UPDATE agent SET status = 'inactive', retired_at = now() WHERE id = $1`, [other]);
    expect(await evaluatePools(hive.deps)).toEqual(['teller']);
    expect(await hive.ended(runId)).toBe('completed');
    await retirePool(hive.deps, pool.id, BY);
  });

  test('[SC10] a member that works is drained before it goes', async () => {
    const pool = await createPool(hive.deps, definition('drainer', { min: 1, paused: true }), BY);
    await scalePool(hive.deps, { id: pool.id, size: 1 }, BY);
    const hold = createHold();
    hive.agents.on('drainer', hold.script);
    const runId = await hive.submit({ tasks: needing('drainer', 1) });
    await hive.agents.begun(runId, 1);
    await retirePool(hive.deps, pool.id, BY);
    const [member] = await hive.rows<{ status: string }>(`SELECT status FROM agent WHERE name = 'drainer #1'`);
    expect(member?.status).toBe('shutting_down');
    hold.release();
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[SC10] a size beyond the bounds, and a second change of the same moment, are conflicts', async () => {
    const pool = await createPool(hive.deps, definition('bounded', { max: 2, paused: true }), BY);
    await expect(scalePool(hive.deps, { id: pool.id, size: 3 }, BY)).rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled([1, 2].map((size) => scalePool(hive.deps, { id: pool.id, size }, BY)));
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    const { size, target } = await readPool(hive.deps, pool.id);
    expect(size).toBeLessThanOrEqual(2);
    expect([1, 2]).toContain(target);
    await retirePool(hive.deps, pool.id, BY);
  });

  test('[SC11] arrivals are counted per finished quarter hour, once, and forecast when there are enough', async () => {
    const pool = await createPool(hive.deps, definition('counted', { paused: true }), BY);
    const now = new Date();
    const bucketMs = 60_000;
    const born = new Date(now.getTime() - 12 * bucketMs);
    await scalePool(hive.deps, { id: pool.id, size: 1 }, BY);
    const { runId } = await hive.run({ tasks: needing('counted', 3) });
    await hive.rows(
      `UPDATE attempt SET created_at = created_at - interval '2 minutes', id = $2 WHERE run_id = $1 AND task_id = (SELECT id FROM task WHERE run_id = $1 LIMIT 1)`,
      [runId, hive.deps.newId()],
    );
    const at = { id: pool.id, name: pool.name, createdAt: born };
    for (let again = 0; again < 2; again += 1)
      await rollUpArrivals(hive.deps.db.pool, at, { bucketMs, now: new Date(now.getTime() + bucketMs) });
    const [counted] = await hive.rows<{ buckets: number; arrivals: number }>(
      'SELECT count(*)::int AS buckets, sum(arrivals)::int AS arrivals FROM pool_arrival WHERE pool_id = $1',
      [pool.id],
    );
    expect(counted?.arrivals).toBe(3);
    expect(counted?.buckets).toBeGreaterThanOrEqual(11);
    await hive.rows('DELETE FROM pool_arrival WHERE pool_id = $1', [pool.id]);
    expect((await readPoolForecast(hive.deps, pool.id)).forecast).toMatchObject({ kind: 'not_enough_data' });
    await hive.rows(
      `INSERT INTO pool_arrival SELECT $1, date_bin('15 minutes', now(), '2020-01-01') - n * interval '15 minutes', 6 FROM generate_series(1, 12) n`,
      [pool.id],
    );
    const { forecast, measured } = await readPoolForecast(hive.deps, pool.id);
    expect(measured).toEqual(Array(12).fill(6));
    if (forecast.kind !== 'forecast') throw new Error('no forecast');
    expect(forecast.points[0]?.expected).toBeCloseTo(6);
    await retirePool(hive.deps, pool.id, BY);
  });

  test('[SC11] a pool is made ready for arrivals that are forecast', async () => {
    const pool = await createPool(hive.deps, definition('foreseen'), BY);
    await hive.rows(
      `INSERT INTO pool_arrival SELECT $1, date_bin('15 minutes', now(), '2020-01-01') - n * interval '15 minutes', 6 FROM generate_series(1, 12) n`,
      [pool.id],
    );
    expect(await evaluate()).toEqual(['foreseen']);
    expect(await readPool(hive.deps, pool.id)).toMatchObject({ size: 1 });
    expect((await listScalingActions(hive.deps, { id: pool.id, limit: 1 })).data[0]).toMatchObject({
      trigger: 'predictive',
      forecast: { kind: 'forecast', buckets: 12 },
    });
    await retirePool(hive.deps, pool.id, BY);
  });
});

describe('doors', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await createInstallation();
  });
  afterAll(() => at.close());
  const call = (method: string, path: string, json?: unknown, role: 'admin' | 'operator' = 'operator') =>
    callRest(at.deps, { method, path, key: at.keys[role], ...(json !== undefined && { json }) });
  const body = { name: 'made', kind: 'simulated', template: { config: { latency_ms: 1 } } };

  test('[SC12] a pool is created, changed, scaled, listed and retired', async () => {
    const made = await call('POST', '/pools', body);
    expect([made.status, made.body.min, made.body.max, made.body.cooldown_seconds, made.body.tier]).toEqual([201, 0, 4, 180, 'standard']);
    const path = `/pools/${made.body.id}`;
    expect((await call('POST', '/pools', body)).status).toBe(409);
    expect((await call('PATCH', path, { tier: 'heavy', min: 1 })).body).toMatchObject({ tier: 'heavy', min: 1 });
    expect((await call('PATCH', path, { min: 9 })).status).toBe(422);
    expect((await call('POST', `${path}/scale`, { size: 2, reason: 'a test' })).body).toMatchObject({ size: 2, target: 2 });
    expect((await call('PATCH', path, { name: 'other' })).status).toBe(409);
    expect((await call('GET', '/pools')).body.data).toMatchObject([{ name: 'made', members: [{ name: 'made #1' }, { name: 'made #2' }] }]);
    expect((await call('GET', '/agents')).body.data[0]).toMatchObject({ pool: 'made', max_concurrent_tasks: 8 });
    expect((await call('GET', `${path}/forecast`)).body.forecast.kind).toBe('not_enough_data');
    expect((await call('GET', `${path}/actions`)).body.data).toMatchObject([{ trigger: 'manual', reasons: ['a test'], to_size: 2 }]);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('GET', '/agents')).body.data).toEqual([]);
  });

  test('[SC12] what no agent may be, no pool may make', async () => {
    const command = { name: 'shell', kind: 'command', template: { config: { argv: ['true'] } } };
    expect((await call('POST', '/pools', command)).status).toBe(403);
    expect((await call('POST', '/pools', command, 'admin')).status).toBe(201);
    expect((await call('POST', '/pools', { ...body, name: 'x', kind: 'worker' })).status).toBe(422);
    const wrong = await call('POST', '/pools', { ...body, name: 'y', template: { config: { latency_ms: -1 } } });
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'template.config.latency_ms']);
    expect((await call('POST', '/pools', { ...body, name: 'z', min: 5, max: 2 })).status).toBe(422);
  });
});
