import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeDeps, createInstallation, type Installation, openDeps } from '../../../tests/fixtures/installation.ts';
import { type Exposed, lintExposition } from '../../../tests/fixtures/lint-exposition.ts';
import { createHistory, type History } from '../../../tests/fixtures/measured-history.ts';
import { callRest, ORIGIN } from '../../../tests/fixtures/rest-client.ts';
import { handleRequest } from '../api/rest/handle-request.ts';
import { REST_BASE } from '../api/rest/rest-base.ts';
import { CATALOGUE, MEASURE_NAMES, type MeasureName } from '../core/metrics/catalogue.ts';
import { FAMILY_NAMES } from '../core/metrics/exposition.ts';
import { FIGURES } from '../core/metrics/figures.ts';
import { MISSION_TARGETS } from '../core/metrics/targets.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import { readDutyCauses } from '../db/duties.ts';
import { keepPointsUntil, readPointsUntil } from '../db/metric-points.ts';
import { readVitals } from '../db/process-vitals.ts';
import { readTargetHistory } from '../db/target-history.ts';
import { countTotals } from './count-totals.ts';
import { gatherSums } from './gather-sums.ts';
import { measureBetween } from './measure-between.ts';
import { notePaints, notePaintsSchema } from './open-live-stream.ts';
import { readMarks } from './read-marks.ts';
import { readMetrics } from './read-metrics.ts';
import { readOverview } from './read-overview.ts';
import { forgetPoints, rollUpMeasures } from './roll-up-measures.ts';
import { sumRows } from './sum-rows.ts';
import { readTargets } from './target-settings.ts';
import { tellVitals } from './tell-vitals.ts';
import { validatePerformance } from './validate-performance.ts';

const HOUR_MS = 3_600_000;

let hive: Installation;
let past: History;

/** Half an hour that began at a full hour, and is over. */
beforeAll(async () => {
  hive = await createInstallation();
  past = createHistory(hive.deps, new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS));
  await past.agent('Ada', 2);
  await past.agent('Bob', 1);
  await past.run({
    workflow: 'good',
    status: 'completed',
    from: 0,
    to: 20,
    tasks: [
      {
        key: 'x',
        ready: 0,
        finished: 10,
        attempts: [{ agent: 'Ada', at: 0.05, end: 10, status: 'completed', capability: 0.5, expected: 0.9, routedMs: 3 }],
      },
      {
        key: 'y',
        ready: 10.2,
        finished: 20,
        after: ['x'],
        attempts: [{ agent: 'Bob', at: 10.7, end: 20, status: 'completed', known: 0, routedMs: 5 }],
      },
    ],
  });
  await past.run({
    workflow: 'bad',
    status: 'failed',
    from: 0,
    to: 12,
    tasks: [
      {
        key: 'z',
        type: 'review',
        ready: 5,
        finished: 12,
        status: 'failed',
        attempts: [
          { agent: 'Ada', at: 3, end: 5, status: 'lost', strategy: 'load_balanced' },
          { agent: 'Ada', at: 6, end: 12, status: 'failed', strategy: 'load_balanced', number: 2, expected: 0.8 },
        ],
      },
      { key: ROLLBACK_KEY, type: 'rollback', ready: 12, finished: 12, attempts: [] },
    ],
  });
  await past.run({
    workflow: 'good',
    status: 'completed',
    from: 29,
    to: 50,
    tasks: [{ key: 'w', ready: 29, finished: 50, attempts: [{ agent: 'Bob', at: 30, end: 50, status: 'completed' }] }],
  });
  await past.failure({ began: 3, seen: 5, recovered: 6 });
  await past.failure({ began: 12, seen: 12 });
  await past.process(-60, 45);
  await past.breakerOpened(7);
  await past.grown(1, 4);
});
afterAll(() => hive.close());

async function expose(key: string, deps = hive.deps): Promise<Exposed> {
  const request = new Request(`${ORIGIN}${REST_BASE}/metrics/prometheus`, {
    headers: { host: '127.0.0.1:3000', authorization: `Bearer ${key}` },
  });
  const response = await handleRequest(deps, request);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  return lintExposition(await response.text());
}

/** The same of this moment: what was told within the last seconds is told again to everybody else. */
async function exposeAnew(key: string): Promise<Exposed> {
  const deps = openDeps(hive.url);
  try {
    return await expose(key, deps);
  } finally {
    await closeDeps(deps);
  }
}

/** Null: there is no promtool here. */
function promtool(args: string[], input = ''): { status: number | null; said: string } | null {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return error === undefined ? { status, said: `${stdout}${stderr}`.trim() } : null;
}

const totals = async () =>
  (await hive.deps.db.pool.query('SELECT name, labels, part, value FROM metric_total ORDER BY 1, 2, 3')).rows.map(
    (row) => `${row.name} ${row.labels} ${row.part}: ${Number(row.value.toFixed(3))}`,
  );

/** The first minute of the history, computed on paper. */
const FIRST_MINUTE: Record<MeasureName, [value: number | null, samples: number]> = {
  // Ada was busy 17.95 s of 2 slots, Bob 29.3 s of one.
  average_load_per_agent: [(17.95 / 120 + 29.3 / 60) / 2, 2],
  load_distribution_variance: [((29.3 / 60 - 17.95 / 120) / 2) ** 2, 2],
  // 0.05, 0.5 and 1 s; z became ready again after it was first assigned.
  task_assignment_latency_ms: [1_000, 3],
  // The longest attempt (20 s) is more than an even share (47.25 s / 3 slots).
  load_balancing_efficiency: [20 / 29.3, 2],
  routing_accuracy_percent: [75, 4],
  capability_match_score: [0.9, 5],
  routing_latency_ms: [5, 2],
  fallback_routing_rate: [0.2, 5],
  failure_detection_time_ms: [2_000, 1],
  recovery_time_ms: [3_000, 1],
  task_reassignment_rate: [1, 1],
  circuit_breaker_trips: [1, 1],
  workflow_completion_rate: [2 / 3, 3],
  dependency_resolution_time_ms: [200, 1],
  // The two runs of two tasks, one attempt at a time: 9.95 s and 9.3 s of work in 19.95 s, 2 s and 6 s in 9 s.
  parallel_execution_efficiency: [(19.25 / 19.95 + 8 / 9) / 2, 2],
  workflow_rollback_rate: [1 / 3, 3],
  system_throughput_tasks_per_second: [3 / 60, 4],
  resource_utilization_percent: [(100 * 47.25) / 180, 2],
  scaling_response_time_ms: [3_000, 1],
  prediction_accuracy_percent: [50, 2],
  availability_percent: [75, 1],
  error_rate_percent: [25, 4],
  completed_tasks: [3, 4],
  failed_tasks: [1, 4],
  completed_workflows: [2, 3],
  failed_workflows: [1, 3],
  failures: [2, 2],
};

const paper = MEASURE_NAMES.map((name) => [name, ...FIRST_MINUTE[name]] as const);
const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(6)));

/** Measured from rows. */
async function measured(from: number, to: number) {
  const window = { from: past.at(from), to: past.at(to) };
  return (await measureBetween(hive.deps, { window, sums: await sumRows(hive.deps, window), live: false })).measures;
}

describe('measures of a history', () => {
  test('[MS2] are what was computed on paper', async () => {
    const measures = await measured(0, 60);
    const found = MEASURE_NAMES.map((name) => [name, rounded(measures[name].value), measures[name].samples]);
    expect(found).toEqual(paper.map(([name, value, samples]) => [name, rounded(value), samples]));
  });

  test('[MS2] of a minute in which nothing happened there are none but of the agents there are', async () => {
    const measures = await measured(600, 660);
    expect(MEASURE_NAMES.filter((name) => measures[name].value !== null).sort()).toEqual([
      'availability_percent',
      'average_load_per_agent',
      'circuit_breaker_trips',
      'load_distribution_variance',
      'resource_utilization_percent',
    ]);
  });
});

describe('points', () => {
  const points = async (resolution: number) =>
    (
      await hive.deps.db.pool.query<{ name: MeasureName; at: Date; value: number; samples: number }>({
        text: 'SELECT name, at, value, samples FROM metric_point WHERE resolution_s = $1 ORDER BY at, name',
        values: [resolution],
      })
    ).rows;
  const secondsOf = (rows: { at: Date }[]) => [...new Set(rows.map(({ at }) => (at.getTime() - past.at(0).getTime()) / 1_000))];
  const startOver = () =>
    hive.deps.db.pool.query({
      text: `INSERT INTO setting (name, value, updated_at) VALUES ('metric_points_until', $1, now())
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      values: [JSON.stringify(Object.fromEntries(['10', '60', '3600', 'since'].map((name) => [name, past.at(0).getTime()])))],
    });
  /** A look at that moment of the history. */
  const look = (seconds: number) => rollUpMeasures(hive.deps, past.at(seconds).getTime());

  test('[MS6] are measured at three resolutions once their bucket is over, and only then', async () => {
    await startOver();
    const written = await look(64);
    expect(written).toBe((await points(10)).length);
    expect(secondsOf(await points(10))).toEqual([0, 10, 20, 30, 40]);
    expect(await points(60)).toEqual([]);
    expect(await look(64)).toBe(0);
    await look(65);
    const minute = await points(60);
    expect(secondsOf(minute)).toEqual([0]);
    expect(minute.map(({ name, value, samples }) => [name, rounded(value), samples]).sort()).toEqual(
      paper.flatMap(([name, value, samples]) => (value === null ? [] : [[name, rounded(value), samples]])).sort(),
    );
    await look(3_605);
    expect(secondsOf(await points(3_600))).toEqual([0]);
    expect((await points(3_600)).find(({ name }) => name === 'completed_tasks')).toMatchObject({ value: 3, samples: 4 });
  });

  test('[MS6] folded again, they are the same', async () => {
    const before = [await points(10), await points(60)];
    await startOver();
    expect(await look(65)).toBeGreaterThan(0);
    expect([await points(10), await points(60)]).toEqual(before);
  });

  test('[MS11] a window measured from sums and the rows since is what it is from rows alone', async () => {
    await startOver();
    await look(65);
    for (const [from, to] of [
      [0, 60],
      [0, 63],
      [10, 40],
      [20, 58],
      [30, 61],
      [0, 1_800],
    ] as const) {
      const gathered = await gatherSums(hive.deps, { from: past.at(from), to: past.at(to) });
      expect(gathered.window.from).toEqual(past.at(from));
      const { measures } = await measureBetween(hive.deps, { ...gathered, live: false });
      const rows = await measured(from, to);
      for (const name of MEASURE_NAMES) {
        expect([rounded(measures[name].value), measures[name].samples], `${name} of ${from} to ${to}`).toEqual([
          rounded(rows[name].value),
          rows[name].samples,
        ]);
      }
    }
    // Begun within a bucket it is made to begin with it; where buckets are missing, rows are read for all of it.
    expect((await gatherSums(hive.deps, { from: past.at(13), to: past.at(63) })).window.from).toEqual(past.at(10));
    expect((await gatherSums(hive.deps, { from: past.at(-7), to: past.at(63) })).window.from).toEqual(past.at(-7));
  });

  test('[MS11] what happened while nobody folded is not missing: the windows around it are read from rows', async () => {
    const { pool } = hive.deps.db;
    const folded = async (seconds: number) =>
      keepPointsUntil(pool, { until: { 10: past.at(seconds).getTime() }, since: past.at(-60).getTime() });
    await folded(0);
    await look(1_805);
    expect((await readPointsUntil(pool)).since).toBe(past.at(1_500).getTime());
    await folded(70);
    await look(1_805);
    expect((await readPointsUntil(pool)).since).toBe(past.at(-60).getTime());
  });

  test('[MS6] are removed when they have been kept long enough, those of an hour later than the others', async () => {
    const { pool } = hive.deps.db;
    for (const hours of [71, 73, 1_000]) {
      await pool.query({
        text: `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples)
          SELECT 'failures', 'old', r, now() - $1 * interval '1 hour', 1, 1 FROM unnest('{10,60,3600}'::int[]) r`,
        values: [hours],
      });
    }
    expect(await forgetPoints(hive.deps)).toBe(5);
    const left = await pool.query<{ resolution_s: number }>({
      text: `DELETE FROM metric_point WHERE labels = 'old' RETURNING resolution_s`,
    });
    expect(left.rows.map((row) => row.resolution_s).sort((a, b) => a - b)).toEqual([10, 60, 3_600, 3_600]);
  });

  const serve = (query: Record<string, string>) =>
    callRest(hive.deps, { path: `/metrics/series?${new URLSearchParams(query)}`, key: hive.keys.viewer });

  test('[MS7] are served as lines, with gaps where nothing was measured', async () => {
    const span = { from: past.at(0).toISOString(), to: past.at(120).toISOString() };
    const { status, body } = await serve({ names: 'completed_tasks,workflow_rollback_rate', ...span, compare: 'true' });
    expect([status, body.resolution_seconds]).toEqual([200, 10]);
    expect(body.lines).toEqual([
      {
        name: 'completed_tasks',
        points: [
          [past.at(10).toISOString(), 1, 2],
          [past.at(20).toISOString(), 1, 1],
          [past.at(50).toISOString(), 1, 1],
        ],
        before: [],
      },
      {
        name: 'workflow_rollback_rate',
        points: [
          [past.at(10).toISOString(), 1, 1],
          [past.at(20).toISOString(), 0, 1],
          [past.at(50).toISOString(), 0, 1],
        ],
        before: [],
      },
    ]);
    const catalogue = await callRest(hive.deps, { path: '/metrics/catalogue', key: hive.keys.viewer });
    expect(catalogue.body.data.map((each: { name: string }) => each.name)).toEqual(MEASURE_NAMES);
    expect(catalogue.body.figures.map((each: { name: string }) => each.name)).toEqual(Object.keys(FIGURES));
  });

  test.each([
    { what: 'a span that ends before it begins', from: 10, to: 5, names: 'failures', status: 422 },
    { what: 'a span of a hundred years ago', from: -4e9, to: -3e9, names: 'failures', status: 422 },
    { what: 'a measure that there is not', from: 0, to: 5, names: 'failures"; DROP', status: 400 },
    { what: 'a span that is no time', from: Number.NaN, to: 5, names: 'failures', status: 400 },
  ])('[MS7] refuses $what', async ({ from, to, names, status }) => {
    const timeOf = (seconds: number) => (Number.isNaN(seconds) ? 'NaN' : past.at(seconds).toISOString());
    expect((await serve({ names, from: timeOf(from), to: timeOf(to) })).status).toBe(status);
  });

  test('[MS7] a window of a hundred years is cut to what is kept', async () => {
    const { status, body } = await serve({ names: 'failures', from: past.at(-3e9).toISOString(), to: past.at(60).toISOString() });
    expect([status, body.resolution_seconds]).toEqual([200, 3_600]);
    expect(past.at(0).getTime() - Date.parse(body.from)).toBeLessThanOrEqual(15 * 24 * 3_600_000);
  });
});

describe('what charts mark', () => {
  test('[CR4] a version that began is marked once, with its commit where that is known', async () => {
    const began = (version: string, commit: string | null, secondsAgo: number) =>
      hive.deps.db.pool.query({
        text: `INSERT INTO worker (id, host, pid, slots, status, version, commit, started_at, lease_expires_at, ended_at)
          VALUES (gen_random_uuid(), 'h', 1, 1, 'gone', $1, $2, now() - $3 * interval '1 second', now() - $3 * interval '1 second', now() - $3 * interval '1 second')`,
        values: [version, commit, secondsAgo],
      });
    await began('1.2.0', 'abc', 300);
    await began('1.2.0', 'abc', 200);
    await began('1.2.0', 'def', 100);
    await began('1.3.0', null, 50);
    await began('1.1.0', 'old', 90_000);
    const marks = (await readMarks(hive.deps, { seconds: 3_600 })).filter(({ kind }) => kind === 'version');
    expect(marks.map(({ subject }) => subject)).toEqual(['1.3.0', '1.2.0, commit def', '1.2.0, commit abc']);
    await hive.deps.db.pool.query({ text: `DELETE FROM worker WHERE host = 'h'`, values: [] });
  });
});

describe('what a monitoring system is told', () => {
  test('[PM3] counters and histograms hold every row once, however often they are folded', async () => {
    await hive.deps.db.pool.query({
      text: `INSERT INTO setting (name, value, updated_at) VALUES ('metric_totals_until', json_build_object('at', $1::timestamptz), now())`,
      values: [past.at(0)],
    });
    for (let round = 0; round < 4; round += 1) await countTotals(hive.deps);
    expect(await totals()).toEqual([
      'orchestration_failure_recovery_duration_seconds ["agent_unresponsive","automatic_retry","recovered"] 3: 1',
      'orchestration_failure_recovery_duration_seconds ["agent_unresponsive","automatic_retry","recovered"] sum: 3',
      'orchestration_failures_total ["agent_unresponsive","high"] : 2',
      'orchestration_routing_decisions_total ["hybrid_intelligence","completed"] : 3',
      'orchestration_routing_decisions_total ["load_balanced","failed"] : 1',
      'orchestration_routing_decisions_total ["load_balanced","lost"] : 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] 3: 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] 6: 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] 7: 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] sum: 1.55',
      'orchestration_task_assignment_duration_seconds ["load_balanced","review","reassigned"] 7: 1',
      'orchestration_task_assignment_duration_seconds ["load_balanced","review","reassigned"] sum: 1',
      'orchestration_workflow_runs_total ["completed"] : 2',
      'orchestration_workflow_runs_total ["failed"] : 1',
    ]);
  });

  test('[PM4] is well formed, complete and told to whoever may read', async () => {
    expect((await callRest(hive.deps, { path: '/metrics/prometheus' })).status).toBe(401);
    const { faults, types, series } = await expose(hive.keys.viewer);
    expect(faults).toEqual([]);
    expect([...types.keys()]).toEqual(expect.arrayContaining(FAMILY_NAMES));
    const value = (name: string, labels: Record<string, string> = {}) =>
      series.find((each) => each.name === name && Object.entries(labels).every(([label, is]) => each.labels[label] === is))?.value;
    expect(value('orchestration_task_assignment_duration_seconds_bucket', { task_type: 'work', le: '0.05' })).toBe(1);
    expect(value('orchestration_task_assignment_duration_seconds_bucket', { task_type: 'work', le: '2' })).toBe(3);
    expect(value('orchestration_workflow_completion_rate', { workflow: 'good' })).toBe(1);
    expect(value('orchestration_workflow_completion_rate', { workflow: 'bad' })).toBe(0);
    expect(value('orchestration_agent_utilization_ratio', { agent: 'Ada' })).toBe(0);
    expect(value('orchestration_build_info')).toBe(1);
    const states = series.filter((each) => each.name === 'orchestration_performance_target_state');
    expect([states.length, states.reduce((sum, each) => sum + each.value, 0)]).toEqual([42, 14]);
  });

  test('[PM7] every process tells how it is, and one door tells of all of them until they go', async () => {
    const [web, worker] = [tellVitals(hive.deps, 'web'), tellVitals(hive.deps, 'worker')];
    await Promise.all([web.tell(), worker.tell()]);
    await hive.deps.db.pool.query(`INSERT INTO process_vitals (id, role, host, pid, at, vitals)
      SELECT gen_random_uuid(), 'worker', 'elsewhere', n, now() - CASE n WHEN 1 THEN interval '1 minute' ELSE interval '0 s' END,
        CASE n WHEN 2 THEN '{"of": "another version"}'::json ELSE (SELECT vitals FROM process_vitals LIMIT 1) END FROM generate_series(1, 300) n`);
    const { faults, series } = await exposeAnew(hive.keys.viewer);
    expect(faults).toEqual([]);
    const resident = series.filter(({ name }) => name === 'orchestration_process_resident_memory_bytes');
    // One of the 300 says what nobody here understands.
    expect([199, 200]).toContain(resident.length);
    expect(resident.every(({ value }) => value > 1e6)).toBe(true);
    const workers = new Set(resident.map(({ labels }) => labels.worker));
    expect([workers.has('elsewhere:1'), workers.has('elsewhere:2')]).toEqual([false, false]);
    const lag = series.filter(({ name }) => name === 'orchestration_process_event_loop_lag_seconds').map(({ labels }) => labels.share);
    expect(new Set(lag)).toEqual(new Set(['p50', 'p99', 'max']));
    await hive.deps.db.pool.query(`DELETE FROM process_vitals WHERE host = 'elsewhere'`);
    expect((await readVitals(hive.deps.db.pool, { silentMs: 60_000, limit: 10 })).map(({ role }) => role).sort()).toEqual([
      'web',
      'worker',
    ]);
    await Promise.all([web.close(), worker.close()]);
    expect(await readVitals(hive.deps.db.pool, { silentMs: 60_000, limit: 10 })).toEqual([]);
  });

  test('[PM8] browsers say how old events were when they were on screen', async () => {
    notePaints(hive.deps, { agesMs: [40, 120, 700] });
    const { series } = await expose(hive.keys.viewer);
    const of = (le: string) =>
      series.find((each) => each.name === 'orchestration_ui_event_to_paint_seconds_bucket' && each.labels.le === le)?.value;
    expect([of('0.05'), of('0.15'), of('+Inf')]).toEqual([1, 2, 3]);
    for (const agesMs of [[], [-1], [Number.NaN], [1e9], new Array(201).fill(1)])
      expect(notePaintsSchema.safeParse({ agesMs }).success).toBe(false);
  });

  test('[PM4] passes promtool, and so do the alert rules, where promtool is on the path', async () => {
    const request = new Request(`${ORIGIN}${REST_BASE}/metrics/prometheus`, {
      headers: { host: '127.0.0.1:3000', authorization: `Bearer ${hive.keys.viewer}` },
    });
    const text = await (await handleRequest(hive.deps, request)).text();
    const checks = [promtool(['check', 'metrics'], text), promtool(['check', 'rules', 'docs/prometheus/alerts.yml'])];
    if (checks.includes(null)) {
      console.warn(
        'PROMTOOL IS NOT ON THE PATH: the exposition was looked at by our own rules alone (Debian has it in the package prometheus)',
      );
      return;
    }
    expect(checks).toEqual([
      { status: 0, said: '' },
      { status: 0, said: expect.stringContaining('SUCCESS') },
    ]);
  });
});

describe('targets', () => {
  const door = '/performance/targets';
  const change = (key: string, targets: object) => callRest(hive.deps, { method: 'PATCH', path: door, key, json: { targets } });
  const shown = async () => (await callRest(hive.deps, { path: door, key: hive.keys.viewer })).body.targets;

  test('[TG4] are set by an admin, kept in the audit, and taken back with null', async () => {
    expect((await shown()).failure_recovery_time_ms).toEqual({
      value: 120_000,
      direction: 'at_most',
      source: 'mission',
      otherwise: 120_000,
    });
    expect((await change(hive.keys.operator, { error_rate_percent: 1 })).status).toBe(403);
    expect((await change(hive.keys.admin, { error_rate_percent: 101 })).status).toBe(422);
    expect((await change(hive.keys.admin, { error_rate_percent: 30, routing_accuracy_percent: 70 })).status).toBe(200);
    expect((await shown()).error_rate_percent).toMatchObject({ value: 30, source: 'here', otherwise: 0.1 });
    const { rows } = await hive.deps.db.pool.query(
      `SELECT detail FROM audit_entry WHERE action = 'targets.change' ORDER BY seq DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ detail: { error_rate_percent: { from: null, to: 30 }, routing_accuracy_percent: { from: null, to: 70 } } }]);
    await change(hive.keys.admin, { error_rate_percent: null });
    expect((await shown()).error_rate_percent).toMatchObject({ value: 0.1, source: 'mission' });
    expect((await shown()).routing_accuracy_percent).toMatchObject({ value: 70, source: 'here' });
  });

  test('[TG4] come from the environment where nobody has set them here', async () => {
    const env = { ...hive.deps.env, RECOVERY_TIME_TARGET_MS: 90_000, HIVE_TARGETS: { routing_latency_ms: 300 } };
    const settings = await readTargets({ db: hive.deps.db, env } as Installation['deps']);
    const of = (name: string) => settings.find((each) => each.name === name);
    expect(of('failure_recovery_time_ms')).toMatchObject({ value: 90_000, source: 'environment' });
    expect(of('routing_latency_ms')).toMatchObject({ value: 300, source: 'environment' });
    expect(of('routing_accuracy_percent')).toMatchObject({ value: 70, source: 'here', otherwise: 95 });
  });

  test('[TG5] say when they were first missed, since when they are, and how it was an hour before', async () => {
    const { pool } = hive.deps.db;
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const ago = (minutes: number) => new Date(now - minutes * 60_000);
    await pool.query(`DELETE FROM metric_point WHERE name = 'recovery_time_ms'`);
    const points: [resolution: number, minutesAgo: number, value: number, samples: number][] = [
      [3_600, 300, 130_000, 1],
      [3_600, 240, 1_000, 1],
      [60, 90, 200_000, 1],
      [60, 80, 100_000, 3],
      [60, 50, 130_000, 1],
      [60, 40, 140_000, 1],
    ];
    for (const [resolution, minutes, value, samples] of points) {
      await pool.query({
        text: `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples) VALUES ('recovery_time_ms', '', $1, $2, $3, $4)`,
        values: [resolution, ago(minutes), value, samples],
      });
    }
    const historyOf = async (target: number) =>
      (await readTargetHistory(pool, { ...MISSION_TARGETS, failure_recovery_time_ms: target })).find(
        ({ name }) => name === 'failure_recovery_time_ms',
      );
    expect(await historyOf(120_000)).toMatchObject({ firstMissedAt: ago(300), missedSince: ago(50), hourBefore: 125_000 });
    expect(await historyOf(150_000)).toMatchObject({ firstMissedAt: ago(90), missedSince: null });
    expect(await historyOf(999_000)).toMatchObject({ firstMissedAt: null, missedSince: null });
  });
});

describe('the overview', () => {
  const problems = async () => {
    const { status, body } = await callRest(hive.deps, { path: '/overview', key: hive.keys.viewer });
    expect(status).toBe(200);
    return body as { level: string; verdict: string; problems: { kind: string; severity: string; title: string; page: string }[] };
  };

  test('[OV3] names what stands still, what is broken and what waits for a decision, the worst first', async () => {
    const { pool } = hive.deps.db;
    // Of the one that the history knows, nothing but its changes was written.
    await pool.query(`DELETE FROM breaker WHERE resource_id = 'host:past'`);
    const { rows } = await pool.query<{ id: string }>(`SELECT id FROM agent WHERE name = 'Ada'`);
    const path = `/circuit-breakers/${encodeURIComponent(`agent:${rows[0]?.id}`)}/force-open`;
    expect((await callRest(hive.deps, { method: 'POST', path, key: hive.keys.operator, json: { reason: 'looked at' } })).status).toBe(200);
    await pool.query(
      `INSERT INTO dead_letter (task_id, run_id, cause, reason, evidence) SELECT id, run_id, 'poison', 'r', '[]' FROM task LIMIT 1`,
    );
    await pool.query(
      `INSERT INTO alert (id, kind, subject, severity, message, detail) VALUES (gen_random_uuid(), 'failures_pile_up', 's', 'warning', 'Many fail.', '{}')`,
    );
    const { level, verdict, problems: found } = await problems();
    expect(level).toBe('critical');
    expect(verdict).toMatch(/^No process executes, .*1 breaker not closed/);
    expect(found.map(({ kind, severity }) => `${severity} ${kind}`).sort()).toEqual(
      expect.arrayContaining(['critical workers', 'warning alert', 'warning breaker', 'warning dead_letters']),
    );
    const ranks = found.map(({ severity }) => ['critical', 'warning', 'info'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
    for (const { page } of found) expect(page).toMatch(/^\/[a-z]/);
  });
});

describe('what pages are given', () => {
  /** Names of the numbers in an answer of the web app's door. */
  function numbersOf(value: unknown, name: string): string[] {
    if (typeof value === 'number') return [name];
    if (typeof value !== 'object' || value === null || value instanceof Date) return [];
    return Object.entries(value).flatMap(([key, each]) => numbersOf(each, Array.isArray(value) ? name : key));
  }
  const inApi = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  test('[MS12] the overview and the measures hold no number without a definition', async () => {
    const given = [await readOverview(hive.deps), await readMetrics(hive.deps, 3_600), await validatePerformance(hive.deps, 3_600)];
    const names = [...new Set(given.flatMap((answer) => numbersOf(answer, '')).map(inApi))];
    expect(names).toEqual(expect.arrayContaining(['queued', 'in_flight', 'memory_utilization_percent', 'samples', 'target']));
    expect(names.filter((name) => !(name in CATALOGUE) && !(name in FIGURES))).toEqual([]);
  });
});

describe('the duty', () => {
  test('[MS4] has a cause while something is not counted or folded, and none in a fleet that stands still', async () => {
    const { pool } = hive.deps.db;
    const hasCause = async () => (await readDutyCauses(pool)).measure;
    const folded = (coarse: number) =>
      keepPointsUntil(pool, {
        until: { 10: past.at(3_600).getTime(), 60: past.at(coarse).getTime(), 3600: past.at(coarse).getTime() },
        since: null,
      });
    await folded(3_600);
    expect(await hasCause()).toBe(false);
    await folded(0);
    expect(await hasCause()).toBe(true);
    await folded(3_600);
    await pool.query({
      text: `UPDATE setting SET value = json_build_object('at', $1::timestamptz) WHERE name = 'metric_totals_until'`,
      values: [past.at(50)],
    });
    expect(await hasCause()).toBe(true);
  });
});
