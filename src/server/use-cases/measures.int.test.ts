import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { type Exposed, lintExposition } from '../../../tests/fixtures/lint-exposition.ts';
import { createHistory, type History } from '../../../tests/fixtures/measured-history.ts';
import { callRest, ORIGIN } from '../../../tests/fixtures/rest-client.ts';
import { handleRequest } from '../api/rest/handle-request.ts';
import { REST_BASE } from '../api/rest/rest-base.ts';
import { FAMILY_NAMES } from '../core/metrics/exposition.ts';
import { countTotals } from './count-totals.ts';

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
      { key: 'x', ready: 0, finished: 10, attempts: [{ agent: 'Ada', at: 0.05, end: 10, status: 'completed', capability: 0.5 }] },
      { key: 'y', ready: 10.2, finished: 20, after: ['x'], attempts: [{ agent: 'Bob', at: 10.7, end: 20, status: 'completed' }] },
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
          { agent: 'Ada', at: 6, end: 12, status: 'failed', strategy: 'load_balanced', number: 2 },
        ],
      },
    ],
  });
  await past.failure({ began: 3, seen: 5, recovered: 6 });
});
afterAll(() => hive.close());

async function expose(key: string): Promise<Exposed> {
  const request = new Request(`${ORIGIN}${REST_BASE}/metrics/prometheus`, {
    headers: { host: '127.0.0.1:3000', authorization: `Bearer ${key}` },
  });
  const response = await handleRequest(hive.deps, request);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  return lintExposition(await response.text());
}

const totals = async () =>
  (await hive.deps.db.pool.query('SELECT name, labels, part, value FROM metric_total ORDER BY 1, 2, 3')).rows.map(
    (row) => `${row.name} ${row.labels} ${row.part}: ${Number(row.value.toFixed(3))}`,
  );

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
      'orchestration_failures_total ["agent_unresponsive","high"] : 1',
      'orchestration_routing_decisions_total ["hybrid_intelligence","completed"] : 2',
      'orchestration_routing_decisions_total ["load_balanced","failed"] : 1',
      'orchestration_routing_decisions_total ["load_balanced","lost"] : 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] 3: 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] 6: 1',
      'orchestration_task_assignment_duration_seconds ["hybrid_intelligence","work","assigned"] sum: 0.55',
      'orchestration_task_assignment_duration_seconds ["load_balanced","review","reassigned"] 7: 1',
      'orchestration_task_assignment_duration_seconds ["load_balanced","review","reassigned"] sum: 1',
      'orchestration_workflow_runs_total ["completed"] : 1',
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
    expect(value('orchestration_task_assignment_duration_seconds_bucket', { task_type: 'work', le: '2' })).toBe(2);
    expect(value('orchestration_workflow_completion_rate', { workflow: 'good' })).toBe(1);
    expect(value('orchestration_workflow_completion_rate', { workflow: 'bad' })).toBe(0);
    expect(value('orchestration_agent_utilization_ratio', { agent: 'Ada' })).toBe(0);
    expect(value('orchestration_build_info')).toBe(1);
    const states = series.filter((each) => each.name === 'orchestration_performance_target_state');
    expect([states.length, states.reduce((sum, each) => sum + each.value, 0)]).toEqual([42, 14]);
  });
});
