import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { switchMode } from '../../src/server/use-cases/orchestration-mode.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold } from './scripted-agents.ts';

let hive: Harness;
let key: string;
let able: string;
let other: string;

beforeAll(async () => {
  hive = await createHarness();
  key = (await createApiKey(hive.deps, { name: 'the tests', role: 'operator', expiresAt: null }, BY)).key;
  able = await hive.addAgent({ name: 'able', slots: 1, capabilities: ['review'] });
  other = await hive.addAgent({ name: 'other', slots: 1 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
  callRest(hive.deps, { method: 'POST', path, key, json, headers });
const assign = (json: object) =>
  post('/task/assign', { task_type: 'code_review', required_capabilities: ['review'], priority: 'high', ...json });
const runs = async () => (await hive.rows<{ n: number }>('SELECT count(*)::int AS n FROM run'))[0]?.n;

test('[R27] a dry run says who would have a task and why, and makes nothing', async () => {
  const before = await runs();
  const { status, body } = await assign({ dry_run: true, routing_strategy: 'capability_first', resource_constraints: { gpu: 1 } });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ success: true, task_id: null, run_id: null, reason: null },
    assigned_agent: { id: able, name: 'able', kind: 'simulated', status: 'active' },
    assignment_metrics: {
      confidence: null,
      predicted: { success_probability: null, duration_ms: null, cost_usd: null, quality: null },
      filtered: [{ agent_id: other, reason: 'capability' }],
    },
  });
  expect(body.assignment_metrics.candidates.map(({ agent_id }: { agent_id: string }) => agent_id)).toEqual([able]);
  expect(body.assignment_metrics.components).toMatchObject({ capability: expect.any(Number), load: 1 });
  expect(Date.parse(body.timestamp)).toBeGreaterThan(0);
  expect(await runs()).toBe(before);
  const record = await callRest(hive.deps, { path: `/decisions/${body.decision_id}`, key });
  expect(record.status).toBe(200);
});

test('[R27] a task that is assigned runs under the id that was asked for, and its decision is stored', async () => {
  hive.agents.on('code_review', () => completed({ fine: true }));
  const { body } = await assign({ task_id: 'mine', input: { file: 'a.ts' } });
  expect(body).toMatchObject({ success: true, assigned_agent: { id: able } });
  expect(await hive.ended(body.run_id)).toBe('completed');
  const { mine } = await hive.tasks(body.run_id);
  expect(mine).toMatchObject({ id: body.task_id, output: { fine: true } });
  const [decision] = await hive.rows<{ id: string }>('SELECT d.id FROM decision d JOIN attempt a ON a.id = d.id WHERE a.run_id = $1', [
    body.run_id,
  ]);
  expect(decision?.id).toBe(body.decision_id);
});

test('[R27] where nobody can take it the answer says why, and nothing is made', async () => {
  const before = await runs();
  expect((await assign({ required_capabilities: ['dance'] })).body).toMatchObject({
    ...{ success: false, task_id: null, assigned_agent: null },
    reason: expect.stringContaining('"dance"'),
  });
  const hold = createHold();
  hive.agents.on('code_review', hold.script);
  const busy = await hive.submit({ tasks: [task('a', [], { task_type: 'code_review', required_capabilities: ['review'] })] });
  await hive.until(async () => (await hive.tasks(busy)).a?.status === 'running');
  expect((await assign({})).body).toMatchObject({ success: false, reason: expect.stringContaining('slot is taken') });
  expect(await runs()).toBe((before ?? 0) + 1);
  hold.release();
  await hive.ended(busy);
});

test('[R27] what it cannot mean is refused at its place', async () => {
  for (const [json, path] of [
    [{ routing_strategy: 'best' }, 'routing_strategy'],
    [{ creativity_requirements: 2 }, 'creativity_requirements'],
    [{ contextual_factors: { mood: 1 } }, 'contextual_factors'],
    [{ resource_constraints: { max_cpu: 2 } }, 'resource_constraints.max_cpu'],
    [{ unheard_of: 1 }, ''],
  ] as const) {
    const { status, body } = await assign(json);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  }
});

test('[R25] a task waits while the only agent says that it is beyond a constraint, and goes on when it is not', async () => {
  hive.agents.on('code_review', () => completed(null));
  const beat = (cpu: number) => post(`/agents/${able}/heartbeat`, { cpu });
  await beat(0.9);
  const runId = await hive.submit({
    tasks: [task('a', [], { task_type: 'code_review', required_capabilities: ['review'], resource_constraints: { max_cpu: 0.5 } })],
  });
  await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'no_capable_agent');
  await beat(0.1);
  expect(await hive.ended(runId)).toBe('completed');
});

test('[V19] the result of a run names the mode that is in force, not the one it was started with', async () => {
  hive.agents.on('work', () => completed(null));
  const modeOf = async () =>
    (await post('/workflow/execute', { name: 'one', tasks: [task('a')] }, { prefer: 'wait=30' })).body.integration_metadata.mode;
  const first = await modeOf();
  await switchMode(hive.deps, { mode: 'fault_tolerant', reason: 'to see' }, BY);
  expect([first, await modeOf()]).toEqual([hive.deps.env.ORCHESTRATION_MODE, 'fault_tolerant']);
  await switchMode(hive.deps, { mode: null, reason: 'seen' }, BY);
});
