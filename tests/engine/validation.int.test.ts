import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '../../src/server/core/access/principal.ts';
import { startValidationSchema } from '../../src/server/core/validation/asked-validation.ts';
import { NIGHTLY_OFF } from '../../src/server/core/validation/nightly.ts';
import { planBenchmark, plannedRuns } from '../../src/server/core/validation/plan.ts';
import { scratchNameOf } from '../../src/server/core/validation/scratch-name.ts';
import { verifyReport } from '../../src/server/report-key.ts';
import { carryOutValidation, type ValidationTools } from '../../src/server/use-cases/carry-out-validation.ts';
import { saveNightly } from '../../src/server/use-cases/nightly-validation.ts';
import { tendValidations } from '../../src/server/use-cases/tend-validations.ts';
import {
  listValidations,
  makeBaseline,
  readSamples,
  readValidation,
  startValidation,
  stopValidation,
} from '../../src/server/use-cases/validations.ts';
import { startEngine } from '../../workers/engine/engine.ts';
import type { CallAgent } from '../../workers/engine/execute-attempt.ts';
import { fleetWorks } from '../../workers/fleet-works.ts';
import { openValidator } from '../../workers/validation/open-validator.ts';
import { closeDeps, createInstallation, type Installation, openDeps } from '../fixtures/installation.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { completed, failedWith } from './scripted-agents.ts';

// The validator on the product's own engine. How fast this machine is decides nothing here: only what must hold at any speed is asked.

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
  await at.deps.feed.ready();
});
afterAll(() => at.close());

const BY: Principal = { id: 'system:test', kind: 'system', name: 'test', role: 'admin' };
const QUICK = startValidationSchema.parse({ type: 'load_balancing', seconds: 2 });
const RUNS = plannedRuns(planBenchmark(QUICK));
const start = () => startValidation(at.deps, QUICK, BY);

async function databases(): Promise<string[]> {
  const { rows } = await at.deps.db.pool.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'hive%validation%'`,
  );
  return rows.map(({ datname }) => datname);
}

/** Resolves when a run has ended; every change of it is told. */
async function ended(id: string) {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const unsubscribe = at.deps.feed.subscribe((topic) => {
        if (topic !== 'validations' && topic !== 'resync') return;
        unsubscribe();
        resolve();
      });
    });
    const view = await readValidation(at.deps, id);
    if (view.finishedAt !== null) return view;
    await changed;
  }
}

const statusOf = (view: Awaited<ReturnType<typeof readValidation>>, measure: string) =>
  view.verdicts.find((verdict) => verdict.measure === measure)?.status;

test('[VA11] one run is open at a time, and who asks for another is told which', async () => {
  const first = await start();
  expect(first).toMatchObject({ status: 'queued', verdict: null, verdicts: [] });
  await expect(start()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(first.id) });
  const both = await Promise.allSettled([stopValidation(at.deps, first.id, BY), stopValidation(at.deps, first.id, BY)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await readValidation(at.deps, first.id)).status).toBe('cancelled');
  const racing = await Promise.allSettled([start(), start(), start()]);
  expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const open = (await listValidations(at.deps, { limit: 1 })).data[0];
  await stopValidation(at.deps, open?.id ?? '', BY);
});

test('[VA12] a run whose process is gone fails, and its database is removed; others are left alone', async () => {
  const { id } = await start();
  expect((await tendValidations(at.deps, { mayTake: true }))?.id).toBe(id);
  expect(await tendValidations(at.deps, { mayTake: true })).toBe(null);
  const foreign = scratchNameOf('01920000-0000-7000-8000-000000000009');
  for (const name of [scratchNameOf(id), foreign]) await at.deps.db.pool.query(`CREATE DATABASE ${name}`);
  try {
    await tendValidations(at.deps, { mayTake: false });
    expect(await databases()).toContain(scratchNameOf(id));
    await at.deps.db.pool.query(`UPDATE validation_run SET lease_expires_at = now() - interval '1 s' WHERE id = $1`, [id]);
    await tendValidations(at.deps, { mayTake: false });
    expect(await readValidation(at.deps, id)).toMatchObject({ status: 'failed', fault: expect.stringContaining('gone') });
    expect(await databases()).toEqual([foreign]);
  } finally {
    await at.deps.db.pool.query(`DROP DATABASE ${foreign}`);
  }
});

test('[VA8] a benchmark runs on engines of its own, leaves its record and nothing else', async () => {
  const { id } = await start();
  const validator = openValidator(at.deps);
  try {
    await validator.tend();
    const view = await ended(id);
    expect(view).toMatchObject({ status: 'completed', fault: null, progress: { runsPlanned: RUNS, runsEnded: RUNS } });
    for (const measure of [
      'doubled_results',
      'stale_results',
      'lost_tasks',
      'event_gaps',
      'slots_exceeded',
      'slots_leaked',
      'completion_rate',
    ]) {
      expect([measure, statusOf(view, measure)]).toEqual([measure, 'met']);
    }
    const samples = await readSamples(at.deps, id, 'assignment_p95_ms');
    expect(samples[0]).toMatchObject({ total: RUNS });
    expect(samples[0]?.values).toHaveLength(RUNS);
  } finally {
    await validator.close();
  }
  const { rows } = await at.deps.db.pool.query(
    'SELECT (SELECT count(*)::int FROM run) AS runs, (SELECT count(*)::int FROM agent) AS agents',
  );
  expect(rows[0]).toEqual({ runs: 0, agents: 0 });
});

/** The same on engines in this process, whose agents are called otherwise. */
async function carryOutWith(callAgent: CallAgent) {
  const { id } = await start();
  const run = await tendValidations(at.deps, { mayTake: true });
  if (run === null) throw new Error('the run was not taken');
  const tools: ValidationTools = {
    openDeps: (url) => {
      const deps = openDeps(url);
      return { deps, close: () => closeDeps(deps) };
    },
    startEngine: async (url) => {
      const deps = openDeps(url);
      const engine = await startEngine(deps, { slots: 512, version: 'test', callAgent, duties: fleetWorks(deps) });
      const close = async () => {
        await engine.close();
        await closeDeps(deps);
      };
      return { close, kill: close, heapMb: () => null };
    },
  };
  await carryOutValidation(at.deps, run, tools);
  return readValidation(at.deps, id);
}

test('[VA8] agents that answer at once and fail now and then turn the verdicts for it red, and no other promise', async () => {
  let calls = 0;
  const view = await carryOutWith(async () => {
    calls += 1;
    return calls % 4 === 0 ? failedWith() : completed({ calls });
  });
  expect(view).toMatchObject({ status: 'completed', verdict: 'missed' });
  for (const measure of ['error_rate_percent', 'completion_rate', 'worked_time_ratio']) {
    expect([measure, statusOf(view, measure)]).toEqual([measure, 'missed']);
  }
  for (const measure of ['doubled_results', 'lost_tasks', 'event_gaps', 'slots_exceeded', 'slots_leaked']) {
    expect([measure, statusOf(view, measure)]).toEqual([measure, 'met']);
  }
  expect(await databases()).toEqual([]);
  await makeBaseline(at.deps, view.id, BY);
});

test('[VA5] a later run of the same kind is held against the baseline', async () => {
  const view = await carryOutWith(async () => failedWith());
  const [baseline] = (await listValidations(at.deps, { limit: 5 })).data.filter(({ isBaseline }) => isBaseline);
  expect(view.baselineId).toBe(baseline?.id);
  expect(view.regression.find(({ measure }) => measure === 'error_rate_percent')).toMatchObject({ now: 100, regressed: true });
});

test('[VA8] a run that is stopped while it works ends, and its database goes', async () => {
  let stopping: Promise<unknown> | null = null;
  const view = await carryOutWith(async () => {
    stopping ??= listValidations(at.deps, { limit: 1 }).then(({ data }) => stopValidation(at.deps, data[0]?.id ?? '', BY));
    await stopping;
    return completed({});
  });
  expect(view).toMatchObject({ status: 'cancelled', verdict: null, fault: null });
  expect(await databases()).toEqual([]);
});

test('[VA7] the night queues its benchmarks one after another', async () => {
  const hour = new Date().getUTCHours();
  await saveNightly(at.deps, { ...NIGHTLY_OFF, enabled: true, hour, types: ['task_routing', 'stress_test'] }, BY);
  const taken = [];
  for (let look = 0; look < 4; look += 1) {
    const run = await tendValidations(at.deps, { mayTake: true });
    if (run === null) continue;
    taken.push(run.type);
    await at.deps.db.pool.query(`UPDATE validation_run SET status = 'completed', finished_at = now() WHERE id = $1`, [run.id]);
  }
  expect(taken).toEqual(['task_routing', 'stress_test']);
  await saveNightly(at.deps, NIGHTLY_OFF, BY);
});

test('[VA13] over HTTP: roles, one at a time, samples, a baseline, a signed report', async () => {
  const call = (method: string, path: string, of: { key?: string; json?: unknown } = {}) =>
    callRest(at.deps, { method, path: `/performance${path}`, key: at.keys.operator, ...of });
  const wish = { type: 'stress_test', severity: 'light' };
  expect((await call('POST', '/validation-runs', { key: at.keys.viewer, json: wish })).status).toBe(403);
  expect((await call('POST', '/validation-runs', { json: { ...wish, severity: 'mild' } })).status).toBe(422);
  const made = await call('POST', '/validation-runs', { json: wish });
  expect(made).toMatchObject({ status: 202, body: { type: 'stress_test', status: 'queued', verdict: null } });
  expect(await call('POST', '/validation-runs', { json: wish })).toMatchObject({ status: 409 });
  expect((await call('GET', `/validation-runs/${made.body.id}/report`)).status).toBe(409);
  expect((await call('POST', `/validation-runs/${made.body.id}/cancel`)).body.status).toBe('cancelled');
  expect((await call('POST', `/validation-runs/${made.body.id}/cancel`)).status).toBe(409);
  expect((await call('POST', `/validation-runs/${made.body.id}/baseline`)).status).toBe(409);

  const { body: page } = await call('GET', '/validation-runs?type=load_balancing&limit=200', { key: at.keys.viewer });
  const measured = page.data.find((run: { met: number }) => run.met > 0);
  const one = await call('GET', `/validation-runs/${measured.id}`);
  expect(one.body.verdicts.length).toBe(measured.met + measured.missed + measured.unknown);
  const samples = await call('GET', `/validation-runs/${measured.id}/samples?measure=completion_rate`);
  expect(samples.body.data[0]).toMatchObject({ measure: 'completion_rate', total: RUNS });
  expect((await call('GET', `/validation-runs/${measured.id}/samples?measure=speed`)).status).toBe(400);
  const report = await call('GET', `/validation-runs/${measured.id}/report`);
  expect(verifyReport(report.body)).toBe(report.body.signature.fingerprint);
  expect((await call('PUT', '/nightly', { json: NIGHTLY_OFF })).status).toBe(403);
  expect((await call('PUT', '/nightly', { key: at.keys.admin, json: { ...NIGHTLY_OFF, hour: 24 } })).status).toBe(422);
  expect((await call('GET', '/nightly')).body).toEqual(NIGHTLY_OFF);
});
