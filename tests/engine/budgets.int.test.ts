import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEgressClient, type EgressClient } from '../../src/server/agents/egress-client.ts';
import { DEFAULT_LIMITS } from '../../src/server/agents/limits.ts';
import { createOpenaiAdapter } from '../../src/server/agents/openai.ts';
import { type AgentProfile, registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { createBudgetSchema } from '../../src/server/core/budget/budget.ts';
import type { BudgetView } from '../../src/server/core/budget/budget-view.ts';
import { cleanOutput } from '../../src/server/core/clean-output.ts';
import { parseEgressPolicy } from '../../src/server/core/egress/policy.ts';
import { changeBudget, createBudget, readBudget, removeBudget } from '../../src/server/use-cases/budgets.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { dispatchTasks } from '../../src/server/use-cases/dispatch-tasks.ts';
import { foldSpending } from '../../src/server/use-cases/fold-spending.ts';
import { listAlerts } from '../../src/server/use-cases/list-alerts.ts';
import { listBudgets } from '../../src/server/use-cases/list-budgets.ts';
import { loadFleet } from '../../src/server/use-cases/load-fleet.ts';
import { openPass } from '../../src/server/use-cases/open-pass.ts';
import { readRunSpending } from '../../src/server/use-cases/read-run-spending.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { reviseAlerts } from '../../src/server/use-cases/watch-alerts.ts';
import { type ModelName, type OpenaiServer, startOpenaiServer } from '../agents/openai-server.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { createHold } from './scripted-agents.ts';

// Every test has agents of its own, named by a capability, so that no budget of one concerns another.

let hive: Harness;
let worker: Worker;
let model: OpenaiServer;
let client: EgressClient;
beforeAll(async () => {
  hive = await createHarness();
  worker = await hive.startWorker();
  model = await startOpenaiServer();
  client = createEgressClient({ policy: parseEgressPolicy({ allow: ['127.0.0.1'] }) });
});
afterEach(async () => {
  for (const { id } of await listBudgets(hive.deps)) await removeBudget(hive.deps, id, BY);
  for (const { id } of await hive.rows<{ id: string }>(`SELECT id FROM run WHERE status = 'running'`))
    await changeRunStatus(hive.deps, { runId: id, verb: 'cancel' }, BY);
});
afterAll(async () => {
  await hive.close();
  await client.close();
  await model.close();
});

const many = (count: number, more: Record<string, unknown>) => Array.from({ length: count }, (_, at) => task(`t${at}`, [], more));
const limit = (input: object): Promise<BudgetView> => createBudget(hive.deps, createBudgetSchema.parse(input), BY);
const waits = async (runId: string) =>
  Object.values(await hive.tasks(runId)).filter(({ wait_reason }) => wait_reason === 'budget_exceeded');
const settled = async (runId: string, count: number) =>
  hive.until(async () => Object.values(await hive.tasks(runId)).filter(({ status }) => status === 'completed').length === count);

describe('before a call', () => {
  test('[BG5] of twenty tasks at once no more begin than the run pays for; the others do when its limit is raised', async () => {
    await hive.addAgent({ name: 'typist', slots: 50, capabilities: ['type'], costUsd: 0.1 });
    const hold = createHold();
    hive.agents.on('typing', hold.script);
    const tasks = many(20, { task_type: 'typing', required_capabilities: ['type'] });
    const runId = await hive.submit({ max_cost_usd: 0.5, max_concurrent_tasks: 50, tasks });
    await hive.until(async () => (await waits(runId)).length === 15);
    expect(hive.agents.effectsOf(runId)).toHaveLength(5);
    expect(await readRunSpending(hive.deps, runId)).toMatchObject({ spentUsd: 0, limitUsd: 0.5, waiting: 15, budget: null });
    expect((await readRunSpending(hive.deps, runId)).reservedUsd).toBeCloseTo(0.5);
    hold.release();
    await settled(runId, 5);
    await hive.until(async () => (await readRunSpending(hive.deps, runId)).state === 'exceeded');
    expect((await waits(runId)).every(({ park_key }) => park_key === `budget:run:${runId}:use`)).toBe(true);
    expect((await hive.rows<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId]))[0]?.status).toBe('running');
    await limit({ scope: 'run', subject: runId, limit_usd: 5 });
    expect(await hive.ended(runId)).toBe('completed');
    expect((await readRunSpending(hive.deps, runId)).spentUsd).toBeCloseTo(2);
  });

  test('[BG8] an agent without money is passed over while another can, and is named when none is left', async () => {
    const poor = await hive.addAgent({ name: 'poor', slots: 50, capabilities: ['draw'], costUsd: 0.4 });
    await limit({ scope: 'agent', subject: poor, limit_usd: 1 });
    const runId = await hive.submit({ max_concurrent_tasks: 50, tasks: many(6, { required_capabilities: ['draw'] }) });
    await settled(runId, 2);
    await hive.until(async () => (await waits(runId)).length === 4);
    const [stuck] = await hive.rows<{ wait_detail: string }>(`SELECT wait_detail FROM task WHERE run_id = $1 AND wait_detail IS NOT NULL`, [
      runId,
    ]);
    expect(stuck?.wait_detail).toMatch(/^the budget of the agent for the day: /);
    const rich = await hive.addAgent({ name: 'rich', slots: 50, capabilities: ['draw'], costUsd: 9 });
    expect(await hive.ended(runId)).toBe('completed');
    expect(hive.agents.effectsOf(runId).filter(({ agentId }) => agentId === rich)).toHaveLength(4);
  });

  test('[BG10] two processes under one budget spend no more than one would, and its end lets go of all that waited', async () => {
    const second = await hive.startWorker();
    await hive.addAgent({ name: 'printer', slots: 100, capabilities: ['print'], costUsd: 0.25 });
    const spentBefore = (await limit({ scope: 'installation', limit_usd: 1_000 })).spentUsd;
    const [budget] = await listBudgets(hive.deps);
    if (budget === undefined) throw new Error('the budget is there');
    await changeBudget(hive.deps, { id: budget.id, revision: budget.revision, to: { limit_usd: spentBefore + 2.1 } }, BY);
    const runs = await Promise.all(Array.from({ length: 4 }, () => hive.submit({ tasks: many(10, { required_capabilities: ['print'] }) })));
    const waiting = async () => (await Promise.all(runs.map(waits))).flat().length;
    await hive.until(async () => (await waiting()) === 32);
    // What waits found the money reserved; a call of those that reserved it may still be on its way to its end.
    await expect.poll(async () => (await readBudget(hive.deps, budget.id)).spentUsd).toBeCloseTo(spentBefore + 2);
    expect(runs.flatMap((runId) => hive.agents.effectsOf(runId))).toHaveLength(8);
    expect(await waiting()).toBe(32);
    await removeBudget(hive.deps, budget.id, BY);
    for (const runId of runs) expect(await hive.ended(runId)).toBe('completed');
    await second.close();
  });

  test('[BG6] a budget that only warns holds nothing back', async () => {
    const agent = await hive.addAgent({ name: 'singer', slots: 5, capabilities: ['sing'], costUsd: 1 });
    const { id } = await limit({ scope: 'agent', subject: agent, limit_usd: 1, on_exceeded: 'warn' });
    expect((await hive.run({ tasks: many(5, { required_capabilities: ['sing'] }) })).status).toBe('completed');
    expect(await readBudget(hive.deps, id)).toMatchObject({ state: 'exceeded', spentUsd: 5, waiting: 0 });
  });
});

describe('during a call', () => {
  test('[BG7] a model that goes on talking asks for more and is stopped where there is none; the task waits, the agent is not blamed', async () => {
    const config = {
      base_url: model.baseUrl,
      model: 'endless' satisfies ModelName,
      output_cost_per_million_usd: 10,
      max_output_tokens: 100,
    };
    const talker = { name: 'talker', kind: 'openai', capabilities: [{ name: 'talk' }], config };
    const { id: agentId } = await registerAgent(hive.deps, registerAgentSchema.parse(talker), BY);
    const adapter = createOpenaiAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS, secrets: async () => null });
    hive.agents.on('talk', (call, agent) => adapter.call(agent as AgentProfile<'openai'>, call));
    const tasks = [task('a', [], { task_type: 'talk', required_capabilities: ['talk'], max_cost_usd: 0.05 })];
    const runId = await hive.submit({ tasks });
    await hive.until(async () => (await waits(runId)).length === 1);
    const { a } = await hive.tasks(runId);
    expect(a).toMatchObject({ status: 'ready', attempts: 0, fence: 1, park_key: `budget:task:${a?.id}:use` });
    const [attempt] = await hive.rows<{ status: string; error: { code: string }; cost_usd: number }>(
      'SELECT * FROM attempt WHERE run_id = $1',
      [runId],
    );
    expect(attempt).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
    // One piece of what the server says is 1,250 tokens, $0.0125: it is noticed with the piece that goes beyond the limit.
    expect(attempt?.cost_usd).toBeGreaterThan(0.05);
    expect(attempt?.cost_usd).toBeLessThan(0.07);
    expect((await readRunSpending(hive.deps, runId)).heldTaskIds).toEqual([a?.id]);
    expect(await hive.rows('SELECT * FROM agent_stat WHERE agent_id = $1 AND attempts > 0', [agentId])).toEqual([]);
    expect(await hive.rows('SELECT * FROM failure WHERE run_id = $1', [runId])).toEqual([]);
  });
});

describe('what is spent', () => {
  test('[BG11] every call counts once, judges too, before it is folded and after', async () => {
    const agent = await hive.addAgent({ name: 'sums', slots: 9, capabilities: ['sum'], costUsd: 0.5 });
    const { id } = await limit({ scope: 'agent', subject: agent, limit_usd: 100 });
    const { runId } = await hive.run({ tasks: many(4, { required_capabilities: ['sum'] }) });
    await hive.rows('UPDATE attempt SET cost_usd = 0.7 WHERE id = (SELECT min(id::text)::uuid FROM attempt WHERE run_id = $1)', [runId]);
    await hive.rows(
      `INSERT INTO judge_call (id, attempt_id, agent_id, worker_id, started_at, ended_at, cost_usd)
       SELECT gen_random_uuid(), id, agent_id, worker_id, started_at, ended_at, 0.01 FROM attempt WHERE run_id = $1`,
      [runId],
    );
    const expected = { calls: 8, unpriced: 0, reservedUsd: 0 };
    const spentUsd = 3 * 0.5 + 0.7 + 4 * 0.01;
    const before = await readBudget(hive.deps, id);
    expect(before).toMatchObject(expected);
    expect(before.spentUsd).toBeCloseTo(spentUsd);
    await hive.rows(
      `UPDATE attempt SET ended_at = ended_at - interval '10 s', started_at = started_at - interval '10 s' WHERE run_id = $1`,
      [runId],
    );
    await hive.rows(`UPDATE judge_call SET ended_at = ended_at - interval '10 s'`);
    await hive.rows(`UPDATE setting SET value = json_build_object('at', clock_timestamp() - interval '1 day') WHERE name = 'spend_until'`);
    await hive.rows('DELETE FROM spend');
    await hive.rows('DELETE FROM run_spend');
    for (let round = 0; round < 30; round += 1) await foldSpending(hive.deps);
    expect((await hive.rows<{ n: number }>('SELECT sum(calls)::int AS n FROM spend WHERE agent_id = $1', [agent]))[0]?.n).toBe(8);
    const after = await readBudget(hive.deps, id);
    expect(after).toMatchObject(expected);
    expect(after.spentUsd).toBeCloseTo(spentUsd);
    expect((await readRunSpending(hive.deps, runId)).spentUsd).toBeCloseTo(spentUsd);
  });

  test('[BG12] a budget has one alert when its share is spent and one when all of it is; more money closes them', async () => {
    const agent = await hive.addAgent({ name: 'caller', slots: 9, capabilities: ['call'], costUsd: 1 });
    const { id } = await limit({ scope: 'agent', subject: agent, limit_usd: 5 });
    const calls = (count: number) => hive.run({ tasks: many(count, { required_capabilities: ['call'] }) });
    const open = async () => {
      await reviseAlerts(hive.deps, 0);
      const { data } = await listAlerts(hive.deps, { limit: 50, open: true });
      return data.filter(({ kind }) => kind === 'budget').map(({ message, severity }) => `${severity} ${message}`);
    };
    await calls(3);
    expect(await open()).toEqual([]);
    await calls(1);
    expect(await open()).toEqual(['warning Budget of agent caller: $4.00 of $5.00 spent']);
    expect(await open()).toHaveLength(1);
    await calls(1);
    expect(await open()).toEqual(['critical Budget of agent caller: $5.00 of $5.00 spent']);
    await changeBudget(hive.deps, { id, revision: null, to: { limit_usd: 50 } }, BY);
    expect(await open()).toEqual([]);
  });
});

describe('over HTTP', () => {
  test('[BG13] by roles, with refusals, revisions, the calls behind the number, and the audit', async () => {
    const keys = new Map<string, string>();
    for (const role of ['viewer', 'operator', 'admin'] as const)
      keys.set(role, (await createApiKey(hive.deps, { name: role, role, expiresAt: null }, BY)).key);
    const ask = (
      method: string,
      path: string,
      { json, role = 'admin', headers = {} }: { json?: object; role?: string; headers?: Record<string, string> } = {},
    ) => callRest(hive.deps, { method, path, key: keys.get(role) ?? '', headers, ...(json && { json }) });
    const agent = await hive.addAgent({ name: 'clerk', slots: 9, capabilities: ['clerk'], costUsd: 0.2 });
    const { runId } = await hive.run({ tasks: many(3, { required_capabilities: ['clerk'] }) });
    const json = { scope: 'agent', subject: agent, limit_usd: 10 };
    expect((await ask('POST', '/budgets', { json, role: 'viewer' })).status).toBe(403);
    expect((await ask('POST', '/budgets', { json, role: 'operator' })).status).toBe(403);
    expect((await ask('POST', '/budgets', { json: { ...json, subject: 'nobody' } })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'subject' }],
    });
    expect((await ask('POST', '/budgets', { json: { ...json, limit_usd: -1 } })).status).toBe(422);
    const made = await ask('POST', '/budgets', { json });
    expect(made).toMatchObject({
      status: 201,
      body: { subject_name: 'clerk', period: 'day', calls: 3, state: 'ok', forecast: null, revision: 1 },
    });
    expect(made.body.spent_usd).toBeCloseTo(0.6);
    expect((await ask('POST', '/budgets', { json })).status).toBe(409);
    const path = `/budgets/${made.body.id}`;
    expect((await ask('PATCH', path, { json: {} })).status).toBe(422);
    expect((await ask('PATCH', path, { json: { limit_usd: 0.7 }, headers: { 'if-match': '"1"' } })).body).toMatchObject({
      revision: 2,
      state: 'near',
    });
    expect((await ask('PATCH', path, { json: { limit_usd: 9 }, headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await ask('GET', path, { role: 'viewer' })).headers.get('etag')).toBe('"2"');
    const first = await ask('GET', `${path}/calls?limit=2`, { role: 'viewer' });
    expect(first.body.data).toMatchObject([{ run_id: runId, agent_name: 'clerk', cost_usd: 0.2, measured: false, judge: false }, {}]);
    const rest = await ask('GET', `${path}/calls?limit=2&after=${first.body.next_cursor}`, { role: 'viewer' });
    expect(rest.body).toMatchObject({ data: [{}], next_cursor: null });
    expect((await ask('GET', '/budgets?scope=workflow')).body).toEqual({ data: [] });
    expect((await ask('POST', '/budgets', { json: { scope: 'run', subject: runId, limit_usd: 3 }, role: 'operator' })).status).toBe(201);
    expect((await ask('GET', `/runs/${runId}/spending`, { role: 'viewer' })).body).toMatchObject({ calls: 3, limit_usd: 3, state: 'ok' });
    expect((await ask('GET', `/runs/${agent}/spending`)).status).toBe(404);
    expect((await ask('DELETE', path, { role: 'operator' })).status).toBe(403);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    const audit = await ask('GET', `/audit?subject=budget:${made.body.id}`);
    expect(audit.body.data.map(({ action }: { action: string }) => action)).toEqual(['budget.remove', 'budget.change', 'budget.create']);
  });
});

describe('a new day', () => {
  test('[BG2] what was spent yesterday holds nothing back; what waited is let go by the first pass of the day', async () => {
    await worker.close();
    const agent = await hive.addAgent({ name: 'daily', slots: 9, capabilities: ['daily'], costUsd: 1 });
    const budget = await limit({ scope: 'agent', subject: agent, limit_usd: 0.5 });
    const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: ['daily'] })] });
    const connection = await openPass(hive.deps, () => {});
    const request = {
      connection,
      workerId: hive.deps.newId(),
      freeSlots: 5,
      holdsQuarantined: false,
      passedConditions: new Set<string>(),
      examining: 0,
    };
    const pass = async (now: Date) => {
      const gates = [{ key: `budget:agent:${agent}:day`, limit: 5 }];
      return (await dispatchTasks(hive.deps, { ...request, gates, fleet: await loadFleet(hive.deps), now: now.getTime() })).placed.length;
    };
    try {
      await changeBudget(hive.deps, { id: budget.id, revision: null, to: { limit_usd: 1 } }, BY);
      await hive.rows(
        `INSERT INTO spend (quarter, agent_id, workflow_id, cost_usd, calls, unpriced) VALUES (date_bin('15 minutes', $2::timestamptz, 'epoch'), $1, '', 0.3, 1, 0)`,
        [agent, budget.window?.from],
      );
      expect(await pass(new Date())).toBe(0);
      expect(await waits(runId)).toHaveLength(1);
      const [today] = await listBudgets(hive.deps);
      expect(today?.spentUsd).toBeCloseTo(0.3);
      const tomorrow = budget.window?.to ?? new Date();
      expect((await listBudgets(hive.deps, {}, tomorrow))[0]).toMatchObject({ spentUsd: 0, window: { from: tomorrow } });
      expect(await pass(tomorrow)).toBe(1);
    } finally {
      await connection.end();
    }
  });
});
