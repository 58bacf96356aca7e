import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BY, createHarness, type Harness, task } from '../../../tests/engine/harness.ts';
import { closeDeps, createInstallation, openDeps } from '../../../tests/fixtures/installation.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { inMovePass } from '../db/move-attempts.ts';
import { activateAgent } from './activate-agent.ts';
import { claimAttempts } from './claim-attempts.ts';
import { completeAttempt } from './complete-attempt.ts';
import { type BreakerAct, controlBreaker } from './control-breaker.ts';
import { drainAgent } from './drain-agent.ts';
import { listRebalances } from './list-rebalances.ts';
import { optimizeLoad } from './optimize-load.ts';
import { listOverloadedAgents } from './read-fleet-load.ts';
import { redistributeAgent } from './redistribute-agent.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

let serial = 0;
let capability = '';
let runId = '';
let busy = '';
let idle = '';
/** One pull agent holds four tasks that it has not begun; then another one comes. */
beforeEach(async () => {
  serial += 1;
  capability = `skill-${serial}`;
  const worker = { kind: 'worker' as const, slots: 4, capabilities: [capability] };
  busy = await hive.addAgent({ ...worker, name: `busy ${serial}` });
  runId = await hive.submit({ tasks: ['a', 'b', 'c', 'd'].map((id) => task(id, [], { required_capabilities: [capability] })) });
  await hive.until(async () => Object.values(await hive.tasks(runId)).every(({ status }) => status === 'assigned'));
  idle = await hive.addAgent({ ...worker, name: `idle ${serial}` });
});
/** Whatever the test left is done, so that the next one begins with an empty fleet. */
afterEach(async () => {
  const finish = async (agentId: string) => {
    for (const { taskId, fence } of await claimAttempts(hive.deps, { agentId, max: 4, waitMs: 0 })) {
      await completeAttempt(hive.deps, { taskId, fence, status: 'completed', output: null });
    }
  };
  await finish(busy);
  await finish(idle);
  expect(await hive.ended(runId)).toBe('completed');
  await hive.rows(`UPDATE agent SET status = 'inactive', retired_at = now()`);
  await hive.checkInvariants();
});

const optimize = (dry_run = false) => optimizeLoad(hive.deps, { dry_run, strategy: 'adaptive_hybrid' }, BY);
const liveOf = async (agentId: string) =>
  (await hive.rows<{ fence: number }>('SELECT fence FROM attempt WHERE agent_id = $1 AND ended_at IS NULL', [agentId])).map(
    ({ fence }) => fence,
  );

describe('rebalancing', () => {
  test('[LB12] nothing moves to an agent whose breaker holds it back', async () => {
    const deps = openDeps(hive.url, { ENABLE_CIRCUIT_BREAKERS: '1' });
    await deps.breakers.open();
    const resourceId = `agent:${idle}`;
    const by = (act: BreakerAct) => controlBreaker(deps, { resourceId, act }, BY);
    const plan = () => optimizeLoad(deps, { dry_run: true, strategy: 'adaptive_hybrid' }, BY);
    expect((await plan()).moves).not.toEqual([]);
    await by({ act: 'force_open', reason: 'test' });
    await deps.breakers.refresh();
    expect((await plan()).moves).toEqual([]);
    await by({ act: 'reset', to: 'closed', reason: 'test' });
    await deps.breakers.refresh();
    expect((await plan()).moves).not.toEqual([]);
    await closeDeps(deps);
  });

  test('[LB8] what nobody has begun moves to who is free, under a new fence', async () => {
    expect((await listOverloadedAgents(hive.deps)).agents.map(({ agentId }) => agentId)).toEqual([busy]);
    const { moves, applied, varianceBefore, varianceAfter } = await optimize();
    expect(moves).toHaveLength(applied);
    expect(moves).toEqual([
      { taskId: expect.any(String), fromAgentId: busy, toAgentId: idle, expectedGain: 0.375, reason: expect.any(String) },
    ]);
    expect(varianceAfter).toBeLessThan(varianceBefore ?? 0);
    expect(await liveOf(idle)).toEqual([2]);
    expect(await liveOf(busy)).toEqual([1, 1, 1]);
    const returned = await hive.rows('SELECT status FROM attempt WHERE agent_id = $1 AND ended_at IS NOT NULL', [busy]);
    expect(returned).toEqual([{ status: 'returned' }]);
    expect((await hive.events(runId)).slice(-2).map((event) => event.split(' ')[0])).toEqual(['task.returned', 'task.assigned']);
    expect((await hive.rows('SELECT 1 FROM decision WHERE task_id = $1', [moves[0]?.taskId])).length).toBe(2);
    expect((await listRebalances(hive.deps, { limit: 1 })).data[0]).toMatchObject({ trigger: 'manual', applied: 1, moves });
    await hive.checkInvariants(false);
  });

  test('[LB8] a dry run tells the same and changes nothing', async () => {
    const before = (await hive.rows('SELECT 1 FROM rebalance')).length;
    expect((await optimize(true)).moves).toHaveLength(1);
    expect(await liveOf(idle)).toEqual([]);
    expect((await hive.rows('SELECT 1 FROM rebalance')).length).toBe(before);
  });

  test('[LB9] a start that is faster wins: the move of that task changes nothing', async () => {
    const unclaimed = await inMovePass(hive.deps.db, (pass) => pass.readUnclaimed(busy, 10));
    const [claimed] = await claimAttempts(hive.deps, { agentId: busy, max: 1, waitMs: 0 });
    const row = unclaimed.find(({ taskId }) => taskId === claimed?.taskId);
    if (!claimed || !row) throw new Error('nothing was claimed');
    const to = { agentId: idle, attemptId: hive.deps.newId(), score: 1, recordText: '{}' };
    expect(await inMovePass(hive.deps.db, (pass) => pass.write([{ ...row, to }]))).toEqual(new Set());
    expect(await liveOf(idle)).toEqual([]);
    await completeAttempt(hive.deps, { taskId: claimed.taskId, fence: claimed.fence, status: 'completed', output: null });
  });

  test('[LB9] a move that is faster wins: the start under the old fence is refused', async () => {
    const [row] = await inMovePass(hive.deps.db, (pass) => pass.readUnclaimed(busy, 1));
    if (!row) throw new Error('nothing is unclaimed');
    const { attemptId, taskId, fence } = row;
    const to = { agentId: idle, attemptId: hive.deps.newId(), score: 1, recordText: '{}' };
    expect(await inMovePass(hive.deps.db, (pass) => pass.write([{ ...row, to }]))).toEqual(new Set([attemptId]));
    expect(await hive.deps.road.start.add({ attemptId, taskId, runId, fence, startedAgoMs: 0, leaseMs: 1_000 })).toBeFalsy();
    expect((await hive.tasks(runId))[Object.values(await hive.tasks(runId)).find(({ id }) => id === taskId)?.key ?? '']?.fence).toBe(2);
  });

  test('[LB9] starts and moves at once: every task is started once, by who holds it', async () => {
    const [, ...claims] = await Promise.all([
      optimize(),
      ...Array.from({ length: 4 }, () => claimAttempts(hive.deps, { agentId: busy, max: 1, waitMs: 0 })),
      claimAttempts(hive.deps, { agentId: idle, max: 4, waitMs: 0 }),
    ]);
    const claimed = claims.flat();
    expect(new Set(claimed.map(({ taskId }) => taskId)).size).toBe(claimed.length);
    await hive.checkInvariants(false);
    for (const { taskId, fence } of claimed) await completeAttempt(hive.deps, { taskId, fence, status: 'completed', output: null });
  });

  test('[LB10] redistribute hands everything of an agent that drains to others', async () => {
    await drainAgent(hive.deps, { id: busy }, BY);
    const { applied, returned, kept } = await redistributeAgent(hive.deps, busy, BY);
    expect([applied, returned.length, kept.length]).toEqual([4, 0, 0]);
    expect(await liveOf(idle)).toEqual([2, 2, 2, 2]);
    await hive.checkInvariants(false);
  });

  test('[LB10] what nobody can be handed goes back into the queue, and to the next who comes', async () => {
    await drainAgent(hive.deps, { id: busy }, BY);
    await drainAgent(hive.deps, { id: idle }, BY);
    const { applied, returned, kept } = await redistributeAgent(hive.deps, busy, BY);
    expect([applied, returned.length, kept.length]).toEqual([0, 4, 0]);
    expect(await liveOf(busy)).toEqual([]);
    await hive.checkInvariants(false);
    await activateAgent(hive.deps, { id: idle }, BY);
    await hive.until(async () => (await liveOf(idle)).length === 4);
  });

  test('[LB10] an active agent keeps what nobody else can be handed', async () => {
    await drainAgent(hive.deps, { id: idle }, BY);
    const { applied, returned, kept } = await redistributeAgent(hive.deps, busy, BY);
    expect([applied, returned.length, kept.length]).toEqual([0, 0, 4]);
  });
});

test('[LB11] the doors speak the contract', async () => {
  const at = await createInstallation();
  try {
    const key = at.keys.operator;
    const spread = { variance_before: null, variance_after: null };
    expect(await callRest(at.deps, { method: 'POST', path: '/load-balancing/optimize', key, json: { dry_run: true } })).toMatchObject({
      status: 200,
      body: { moves: [], applied: 0, ...spread },
    });
    expect((await callRest(at.deps, { method: 'POST', path: '/load-balancing/optimize', key, json: { strategy: 'luck' } })).status).toBe(
      422,
    );
    expect((await callRest(at.deps, { path: '/agents/overloaded', key })).body).toEqual({ data: [], mean: null, variance: null });
    expect((await callRest(at.deps, { path: '/load-balancing/rebalances', key })).body).toEqual({ data: [], next_cursor: null });
    const path = `/agents/${at.deps.newId()}/redistribute`;
    expect((await callRest(at.deps, { method: 'POST', path, key })).status).toBe(404);
  } finally {
    await at.close();
  }
});
