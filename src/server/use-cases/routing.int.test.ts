import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { addAgent, type PlacedAttempt, placeReady, settle, startRun } from '../../../tests/fixtures/played-run.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import type { Role } from '../core/access/principal.ts';
import { STRATEGY_WEIGHTS } from '../core/routing/strategies.ts';
import { ROUTING_STRATEGIES } from '../core/workflow/definition.ts';
import { learnBeliefNow } from './learn-belief.ts';
import { readRoutingModels } from './read-routing-models.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

const call = (method: string, path: string, json?: unknown, role: Role = 'operator') =>
  callRest(hive.deps, { method, path, key: hive.keys[role], ...(json !== undefined && { json }) });
const act = (version: number, step: string, over: object = {}, role: Role = 'operator') =>
  call('POST', `/routing/models/${version}/${step}`, { reason: 'because', ...over }, role);

/** One run of `size` tasks of a type given to one agent; every fifth fails. */
async function playBatch(agentId: string, taskType: string, size: number): Promise<void> {
  const tasks = Array.from({ length: size }, (_, at) => ({ task_id: `t${at}`, task_type: taskType, retry: { max_attempts: 1 } }));
  const { runId } = await startRun(hive.deps, { name: 'batch', tasks });
  const placed: PlacedAttempt[] = [...(await placeReady(hive.deps, runId, agentId)).values()];
  for (const [at, attempt] of placed.entries()) await settle(hive.deps, attempt, at % 5 === 0 ? { error: 'no' } : { output: at });
}

/** Makes the records of a type what the router writes today. */
async function recordAs(taskType: string, part: object): Promise<void> {
  await hive.deps.db.pool.query(
    `UPDATE decision d SET record = (d.record::jsonb || $2::jsonb)::json FROM task t WHERE t.id = d.task_id AND t.task_type = $1`,
    [taskType, JSON.stringify(part)],
  );
}

describe('routing reports', () => {
  it('[RP7] an installation without decisions reports nothing, and says so', async () => {
    const { body } = await call('GET', '/routing/accuracy', undefined, 'viewer');
    expect(body).toMatchObject({ n: 0, brier: null, note: 'not enough data', predictions: [], window_hours: 168 });
    const { body: what } = await call('POST', '/routing/what-if', { strategy: 'load_balanced' }, 'viewer');
    expect(what).toMatchObject({ decisions: 0, changed: 0, estimate: { samples: 0, enough: false, logged: null, ips: null } });
    expect((await call('GET', '/decisions')).body).toEqual({ data: [], next_cursor: null });
  });

  it('[RP8] every strategy says whom it would choose now, and nothing is written', async () => {
    const nobody = await call('GET', '/routing/strategies?task_type=review', undefined, 'viewer');
    expect(nobody.body.strategies.every((each: { agent_id: null; reason: string }) => each.agent_id === null && each.reason !== '')).toBe(
      true,
    );
    const agent = await addAgent(hive.deps, 'Only one');
    const { status, body } = await call('GET', '/routing/strategies?task_type=review', undefined, 'viewer');
    expect(status).toBe(200);
    expect(body.strategies.map(({ strategy }: { strategy: string }) => strategy)).toEqual([...ROUTING_STRATEGIES]);
    expect(new Set(body.strategies.map(({ agent_id }: { agent_id: string }) => agent_id))).toEqual(new Set([agent]));
    expect((await call('GET', '/routing/strategies')).status).toBe(422);
    expect((await call('GET', `/routing/strategies?task_id=${agent}`)).status).toBe(404);
    expect((await call('GET', `/routing/strategies?task_id=${agent}&task_type=x`)).status).toBe(422);
    const { rows } = await hive.deps.db.pool.query('SELECT count(*)::int AS n FROM decision');
    expect(rows[0].n).toBe(0);
  });

  it('[RP9] decisions are listed newest first, page by page, and filtered; a page holds what came of each', async () => {
    const agent = await addAgent(hive.deps, 'Lister');
    await playBatch(agent, 'listed', 7);
    const first = await call('GET', '/decisions?task_type=listed&limit=4');
    const second = await call('GET', `/decisions?task_type=listed&limit=4&after=${first.body.next_cursor}`);
    const ids = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    expect([ids.length, new Set(ids).size, second.body.next_cursor]).toEqual([7, 7, null]);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(first.body.data[0]).toMatchObject({
      agent_name: 'Lister',
      task_type: 'listed',
      explored: false,
      propensity: null,
      status: 'completed',
    });
    expect((await call('GET', '/decisions?explored=true')).body.data).toEqual([]);
    expect((await call('GET', `/decisions?agent_id=${agent}&strategy=adaptive`)).body.data).toEqual([]);
    expect((await call('GET', '/decisions?after=nonsense')).status).toBe(400);
    expect((await call('GET', '/decisions?explored=maybe')).status).toBe(400);
  });

  it('[RP7] accuracy holds what was predicted against what came, by window and type', async () => {
    const agent = await addAgent(hive.deps, 'Predicted');
    await playBatch(agent, 'predicted', 40);
    await recordAs('predicted', {
      v: 2,
      weights: [0.4, 0.3, 0.2, 0.1],
      predicted: { success: [0.8, 0.6, 0.9, 40], durationMs: [5, 1, 50, 40] },
    });
    await hive.deps.db.pool.query(
      `UPDATE attempt SET ended_at = ended_at - interval '1 minute', started_at = started_at - interval '1 minute'`,
    );
    while ((await learnBeliefNow(hive.deps, (await readRoutingModels(hive.deps)).active.memory)) > 0);
    const { body } = await call('GET', '/routing/accuracy?task_type=predicted&window_hours=1', undefined, 'viewer');
    expect(body).toMatchObject({
      n: 40,
      brier: expect.closeTo(0.16, 6),
      ece: expect.closeTo(0, 6),
      note: null,
      duration_coverage: { n: 32 },
    });
    expect(body.predictions).toHaveLength(1);
    expect(body.predictions[0]).toMatchObject({
      agent_name: 'Predicted',
      success: { enough: true },
      cost_usd: { mean: null, enough: false },
    });
    expect((await call('GET', '/routing/accuracy?window_hours=0')).status).toBe(400);
  });

  it('[RP10] a what-if replays the newest decisions; the answer names what changes and what was not recorded', async () => {
    const [left, right] = [await addAgent(hive.deps, 'Left'), await addAgent(hive.deps, 'Right')];
    await playBatch(left, 'replayed', 40);
    const candidates = [
      [left, 0.5, 0.9, 0.1, null, null],
      [right, 0.4, 0.1, 0.9, null, null],
    ];
    await recordAs('replayed', { v: 2, weights: [0.5, 0.5, 0, 0], propensity: 0.5, total: 2, candidates });
    const ask = (json: object) => call('POST', '/routing/what-if', { task_type: 'replayed', ...json }, 'viewer');
    const same = (await ask({ weights: { capability: 1 } })).body;
    expect(same).toMatchObject({ decisions: 40, changed: 0, missing: {}, estimate: { samples: 40, enough: true, logged: { mean: 0.8 } } });
    expect(same.estimate.snips.mean).toBeCloseTo(0.8, 6);
    const other = (await ask({ strategy: 'load_balanced', limit: 30 })).body;
    expect(other).toMatchObject({ decisions: 30, changed: 30, missing: { predicted: 30, speed: 30 } });
    expect(other.changes[0]).toMatchObject({ chosen_name: 'Left', instead_name: 'Right', task_type: 'replayed' });
    expect(other.weights.load).toBe(STRATEGY_WEIGHTS.load_balanced.load);
  });

  it.each<[string, object]>([
    ['weights that do not sum to 1', { weights: { load: 0.4, capability: 0.4 } }],
    ['weights that name nothing', { weights: {} }],
    ['a component that is none', { weights: { luck: 1 } }],
    ['a weight below 0', { weights: { load: 2, capability: -1 } }],
    ['a strategy and weights', { strategy: 'adaptive', weights: { load: 1 } }],
    ['neither', {}],
    ['an unknown strategy', { strategy: 'by_mood' }],
    ['too many decisions', { strategy: 'adaptive', limit: 5_001 }],
  ])('[RP10] a what-if with %s is refused', async (_, body) => {
    expect((await call('POST', '/routing/what-if', body)).status).toBe(422);
  });
});

describe('routing models', () => {
  const config = { weights: { load_balanced: { load: 1 } } };

  it('[RP11] a model goes from draft over shadow and canary to active and back, with reasons, audited', async () => {
    const made = await call('POST', '/routing/models', { config, note: 'only the load' });
    expect([made.status, made.body.status, made.body.config.explore.floor]).toEqual([201, 'draft', 0.005]);
    const { version } = made.body;
    expect((await act(version, 'shadow')).body.status).toBe('shadow');
    expect((await act(version, 'canary')).status).toBe(409);
    expect((await act(version, 'canary', { share: 0.2 })).body).toMatchObject({ status: 'canary', canary_share: 0.2 });
    expect((await act(version, 'promote')).body).toMatchObject({ status: 'active', previous_version: 1 });
    expect((await readRoutingModels(hive.deps)).active.version).toBe(version);
    expect((await call('POST', '/routing/what-if', { strategy: 'load_balanced' })).body.weights.load).toBe(1);
    expect((await act(version, 'roll_back')).body.status).toBe('retired');
    const { body } = await call('GET', '/routing/models', undefined, 'viewer');
    expect(body.data.map(({ status }: { status: string }) => status)).toEqual(['retired', 'active']);
    const { body: audit } = await call('GET', `/audit?subject=routing-model:${version}`);
    expect(audit.data.map(({ action }: { action: string }) => action)).toEqual([
      ...['routing.roll_back', 'routing.promote', 'routing.canary', 'routing.shadow', 'routing.create'],
    ]);
    expect(audit.data[1].detail.reason).toBe('because');
  });

  it('[RP11] of many who promote at once every one is kept, and one model is active', async () => {
    const versions: number[] = [];
    for (let at = 0; at < 4; at += 1) versions.push((await call('POST', '/routing/models', { config: {}, note: `n${at}` })).body.version);
    const answers = await Promise.all(versions.map((version) => act(version, 'promote')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { body } = await call('GET', '/routing/models');
    expect(body.data.filter(({ status }: { status: string }) => status === 'active')).toHaveLength(1);
    const before = new Set(
      body.data
        .filter(({ version }: { version: number }) => versions.includes(version))
        .map(({ previous_version }: { previous_version: number }) => previous_version),
    );
    expect(before.size).toBe(4);
  });

  it('[RP12] a viewer changes nothing; an act without a reason, on nothing, or with a broken model is refused', async () => {
    expect((await call('POST', '/routing/models', { config, note: 'x' }, 'viewer')).status).toBe(403);
    expect((await act(1, 'discard', {}, 'viewer')).status).toBe(403);
    expect((await call('POST', '/routing/retrain', {}, 'viewer')).status).toBe(403);
    expect((await act(1, 'shadow', { reason: ' ' })).status).toBe(422);
    expect((await act(99_999, 'shadow')).status).toBe(404);
    expect((await act(1, 'discard')).status).toBe(409);
    expect((await call('POST', '/routing/models', { config: { weights: { adaptive: { load: 0.5 } } }, note: 'x' })).status).toBe(422);
    expect((await call('POST', '/routing/models', { config: { explore: { floor: 0.9 } }, note: 'x' })).status).toBe(422);
  });

  it('[RP13] retraining needs two hundred outcomes; then it stores a draft with figures before and after on held-back decisions', async () => {
    const few = await call('POST', '/routing/retrain', {});
    expect([few.status, few.body.code, few.body.detail]).toEqual([409, 'conflict', expect.stringContaining('not enough history')]);
    const agent = await addAgent(hive.deps, 'Learned from');
    await playBatch(agent, 'history', 160);
    const { status, body } = await call('POST', '/routing/retrain', { days: 7 });
    expect([status, body.status]).toEqual([201, 'draft']);
    expect(body.report.tried).toHaveLength(12);
    expect(body.report.before.n).toBeGreaterThanOrEqual(40);
    expect(body.report.after.n).toBe(body.report.before.n);
    expect(body.config.memory).toEqual(body.report.chosen);
    expect((await call('POST', '/routing/retrain', { days: 0 })).status).toBe(422);
  });
});
