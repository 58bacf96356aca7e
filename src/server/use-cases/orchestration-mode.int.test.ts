import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { closeDeps, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { MODE_SETTINGS, type OrchestrationMode } from '../core/mode/orchestration-mode.ts';
import { routingModelConfigSchema } from '../core/routing/routing-model.ts';
import { bulkFilterSchema } from '../core/run/bulk-retry.ts';
import { readRestraints } from '../db/restraints.ts';
import { readSweepCauses } from '../db/sweep-causes.ts';
import { readBulkRetry, startBulkRetry } from './bulk-retries.ts';
import { changeRunStatus } from './change-run.ts';
import { createApiKey } from './create-api-key.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { followQueue } from './follow-recoveries.ts';
import { listAudit } from './list-audit.ts';
import { loadFleet } from './load-fleet.ts';
import { readMode, switchMode } from './orchestration-mode.ts';
import { readPredictionActions, savePredictionActions } from './prediction-actions.ts';
import { saveRecoverySettings } from './recovery-settings.ts';
import { rerunRun } from './rerun-run.ts';
import { createRoutingModel, rollOutModel } from './roll-out-model.ts';
import { workBulkRetries } from './work-bulk-retries.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'generalist', slots: 8, capabilities: ['general'] });
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const to = (mode: OrchestrationMode | null, reason = 'because of the test') => switchMode(hive.deps, { mode, reason }, BY);
const strategyOf = async (definition: object): Promise<string | undefined> => {
  const runId = await hive.submit(definition as Parameters<Harness['submit']>[0]);
  expect(await hive.ended(runId)).toBe('completed');
  const text = 'SELECT d.strategy FROM decision d JOIN task t ON t.id = d.task_id WHERE t.run_id = $1';
  return (await hive.rows<{ strategy: string }>(text, [runId]))[0]?.strategy;
};

describe('orchestration mode', () => {
  test('[OM5] is the environment’s until an admin switches it, with a reason that is kept', async () => {
    expect(await readMode(hive.deps)).toMatchObject({ mode: 'standard', environment: 'standard', chosen: null });
    const keyOf = async (role: 'admin' | 'operator') => (await createApiKey(hive.deps, { name: role, role, expiresAt: null }, BY)).key;
    const [admin, operator] = [await keyOf('admin'), await keyOf('operator')];
    const put = (json: object, key = admin) => callRest(hive.deps, { method: 'PUT', path: '/orchestration-mode', key, json });
    expect((await put({ mode: 'energy_efficient', reason: '' })).status).toBe(422);
    expect((await put({ mode: 'frugal', reason: 'night' })).status).toBe(422);
    expect((await put({ mode: 'energy_efficient', reason: 'night' }, operator)).status).toBe(403);
    expect(await put({ mode: 'energy_efficient', reason: 'night' })).toMatchObject({
      status: 200,
      body: { mode: 'energy_efficient', environment: 'standard', settings: { hedging: false, scaling_ahead: false } },
    });
    expect((await put({ mode: 'energy_efficient', reason: 'again' })).status).toBe(409);
    expect((await listAudit(hive.deps, { limit: 1 })).data[0]).toMatchObject({
      action: 'mode.switch',
      detail: { from: 'standard', to: 'energy_efficient', chosen: true, reason: 'night' },
    });
    // Another process, as after a restart, and with another environment.
    const other = openDeps(hive.url, { ORCHESTRATION_MODE: 'emergency' });
    expect(await readMode(other)).toMatchObject({ mode: 'energy_efficient', environment: 'emergency', chosen: { reason: 'night' } });
    expect((await to(null)).mode).toBe('standard');
    expect(await readMode(other)).toMatchObject({ mode: 'emergency', chosen: null });
    expect((await readSweepCauses(other.db.hot, 'emergency')).shedding).toBe(true);
    expect((await readSweepCauses(other.db.hot, 'standard')).shedding).toBe(false);
    await closeDeps(other);
  });

  test('[OM6] leaves on top what people set: the limit of the queue, and the bar for predictions', async () => {
    const shed = async () => {
      await followQueue(hive.deps);
      return (await readRestraints(hive.deps.db.pool)).filter(({ kind }) => kind === 'shed').length;
    };
    const limit = MODE_SETTINGS.emergency.shedAbove as number;
    // Nobody works yet: they all stand in the queue.
    const runId = await hive.submit({ tasks: Array.from({ length: limit + 1 }, (_, at) => task(`low-${at}`, [], { priority: 'low' })) });
    expect(await shed()).toBe(0);
    await to('emergency');
    expect(await shed()).toBe(1);
    await saveRecoverySettings(hive.deps, { shedAbove: 10 * limit }, BY);
    expect(await shed()).toBe(0);
    await to('fault_tolerant');
    expect((await readPredictionActions(hive.deps)).rules.actAbove).toBe(MODE_SETTINGS.fault_tolerant.actAbove);
    await savePredictionActions(hive.deps, { actAbove: 0.95, maxShare: 0.25 }, BY);
    expect((await readPredictionActions(hive.deps)).rules.actAbove).toBe(0.95);
    await saveRecoverySettings(hive.deps, { shedAbove: null }, BY);
    await savePredictionActions(hive.deps, { actAbove: null, maxShare: 0.25 }, BY);
    await to(null);
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    expect(await hive.ended(runId)).toBe('cancelled');
  });

  test('[OM3] [OM4] decides in a running process how tasks are routed that leave it to the house', async () => {
    await hive.startWorker();
    const house = { tasks: [task('a')] };
    expect(await strategyOf(house)).toBe('hybrid_intelligence');
    await to('emergency');
    expect(await strategyOf(house)).toBe('capability_first');
    expect(await strategyOf({ tasks: [task('a', [], { routing_strategy: 'load_balanced' })] })).toBe('load_balanced');
    expect((await loadFleet(hive.deps)).models.active.limits).toMatchObject({ curiosity: 0, exploreShare: 0 });
    await to(null);
    expect(await strategyOf(house)).toBe('hybrid_intelligence');
    expect((await loadFleet(hive.deps)).models.active.limits.curiosity).toBeGreaterThan(0);
  });

  test('[OM8] asks a model in the shadow only where tasks may be decided twice, and within the limits of the mode', async () => {
    const { version } = await createRoutingModel(hive.deps, { config: routingModelConfigSchema.parse({}), note: 'in the shadow' }, BY);
    await rollOutModel(hive.deps, { version, act: 'shadow', reason: 'to compare' }, BY);
    const noted = async (mode: OrchestrationMode | null) => {
      await to(mode);
      expect(await strategyOf({ tasks: [task('a')] })).toBeDefined();
      const { shadow } = (await loadFleet(hive.deps)).models;
      const [newest] = await hive.rows<{ by: number | null }>(
        "SELECT (record->'shadow'->>'model')::int AS by FROM decision ORDER BY id DESC LIMIT 1",
      );
      return { by: newest?.by ?? null, curious: shadow && shadow.limits.curiosity > 0 };
    };
    expect(await noted('energy_efficient')).toEqual({ by: null, curious: null });
    expect(await noted('high_performance')).toEqual({ by: version, curious: true });
    expect(await noted('emergency')).toEqual({ by: null, curious: null });
    expect(await noted('fault_tolerant')).toEqual({ by: version, curious: false });
    expect(await noted(null)).toEqual({ by: version, curious: true });
  });

  test('[OM7] more open runs than may be are refused at once, and nothing of them is written', async () => {
    const few = openDeps(hive.url, { MAX_CONCURRENT_WORKFLOWS: '2' });
    const definition = { name: 'waits', tasks: [task('a', [], { required_capabilities: ['nobody-has-this'] })] };
    const count = async () => (await hive.rows<{ n: number }>('SELECT count(*)::int AS n FROM run'))[0]?.n;
    const before = (await count()) ?? 0;
    const runs = await Promise.allSettled(Array.from({ length: 5 }, () => executeWorkflow(few, { definition }, { ...BY, kind: 'user' })));
    expect(runs.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(runs.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'rate_limited' } });
    expect(await count()).toBe(before + 2);

    // Runs that begin again count as others do.
    const [open] = await hive.rows<{ id: string }>("SELECT id FROM run WHERE name = 'waits' AND finished_at IS NULL LIMIT 1");
    await changeRunStatus(hive.deps, { runId: open?.id as string, verb: 'cancel' }, BY);
    await executeWorkflow(hive.deps, { definition }, BY);
    const again = { kind: 'retry', version: 'own', runId: open?.id as string } as const;
    await expect(rerunRun(few, again, { ...BY, kind: 'user' })).rejects.toMatchObject({ code: 'rate_limited' });
    const bulk = await startBulkRetry(few, { filter: bulkFilterSchema.parse({ text: 'waits' }), newest: false }, BY);
    await workBulkRetries(few);
    expect([await count(), bulk.total]).toEqual([before + 3, 1]);
    for (const { id } of await hive.rows<{ id: string }>('SELECT id FROM run WHERE finished_at IS NULL'))
      await changeRunStatus(hive.deps, { runId: id, verb: 'cancel' }, BY);
    await workBulkRetries(few);
    expect(await readBulkRetry(few, bulk.id)).toMatchObject({ status: 'completed', started: 1 });
    await closeDeps(few);
    for (const { id } of await hive.rows<{ id: string }>('SELECT id FROM run WHERE finished_at IS NULL'))
      await changeRunStatus(hive.deps, { runId: id, verb: 'cancel' }, BY);
  });
});
