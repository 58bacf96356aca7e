import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertRestraint, liftRestraints, readRestraints } from '../../src/server/db/restraints.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { followQueue, followRecoveries } from '../../src/server/use-cases/follow-recoveries.ts';
import { handleFailure, handleFailureSchema } from '../../src/server/use-cases/handle-failure.ts';
import { listFailures } from '../../src/server/use-cases/list-failures.ts';
import { saveRecoverySettings } from '../../src/server/use-cases/recovery-settings.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, createHold, failedWith, hang } from './scripted-agents.ts';

let hive: Harness;
let worker: Worker;
beforeAll(async () => {
  hive = await createHarness();
});
beforeEach(async () => {
  worker = await hive.startWorker();
});
afterEach(async () => {
  await worker.close();
  await hive.checkInvariants();
});
afterAll(() => hive.close());

let serial = 0;
/** An agent of its own kind of work: nobody else can take it. */
async function specialist(count: number, slots = 4) {
  serial += 1;
  const capability = `craft-${serial}`;
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push(await hive.addAgent({ name: `${capability}-${at}`, slots, capabilities: [capability] }));
  const work = (id: string, more: Record<string, unknown> = {}) =>
    task(id, [], { task_type: capability, required_capabilities: [capability], ...more });
  return { capability, ids, work };
}
const failuresOf = async (runId: string) => {
  await worker.deps.road.failures.drain();
  return (await listFailures(hive.deps, { limit: 50, runId })).data;
};
const report = (input: object) => handleFailure(hive.deps, handleFailureSchema.parse(input), { principal: BY });

describe('failures of attempts', () => {
  test('[RC10] a failed attempt is recorded with its times, tried again, and its recovery is validated', async () => {
    const { capability, work } = await specialist(1);
    let calls = 0;
    hive.agents.on(capability, () => {
      calls += 1;
      return calls === 1 ? failedWith() : completed('done');
    });
    const { runId, status } = await hive.run({ tasks: [work('a', { retry: { max_attempts: 3, backoff_ms: 1, jitter: 0 } })] });
    expect(status).toBe('completed');
    await failuresOf(runId);
    await followRecoveries(hive.deps);
    const [failure, ...others] = await failuresOf(runId);
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      type: 'task_execution_error',
      severity: 'low',
      detector: 'answer',
      taskKey: 'a',
      strategy: 'retry_with_backoff',
      outcome: 'recovered',
      automatic: true,
      tasksReassigned: 1,
    });
    const { beganAt, seenAt, actedAt, validatedAt, resolvedAt } = failure ?? {};
    expect([beganAt, seenAt, actedAt].map(Number)).toEqual([beganAt, seenAt, actedAt].map(Number).toSorted((a, b) => a - b));
    expect(resolvedAt).toEqual(validatedAt);
  });

  test('[RC11] a second failure goes to another agent, and to the same one when there is no other', async () => {
    const { capability, work, ids } = await specialist(2);
    hive.agents.on(capability, () => failedWith({ code: 'idle_timeout' }));
    const retry = { max_attempts: 2, backoff_ms: 1, jitter: 0 };
    const both = await hive.run({ tasks: [work('a', { retry })] });
    expect(new Set(hive.agents.effectsOf(both.runId).map(({ agentId }) => agentId))).toEqual(new Set(ids));
    const alone = await specialist(1);
    hive.agents.on(alone.capability, () => failedWith({ code: 'idle_timeout' }));
    const { runId } = await hive.run({ tasks: [alone.work('a', { retry })] });
    expect(hive.agents.effectsOf(runId).map(({ agentId }) => agentId)).toEqual([alone.ids[0], alone.ids[0]]);
    // Whoever sweeps first finds out that it was tried again: by now it has been.
    await failuresOf(runId);
    await followRecoveries(hive.deps);
    expect((await failuresOf(runId)).map(({ severity, outcome }) => [severity, outcome])).toEqual([
      ['high', null],
      ['low', 'recovered'],
    ]);
  });

  test('[RC17] a degraded agent with one slot gets only what nobody else can take', async () => {
    const [several, alone] = [await specialist(2, 1), await specialist(1, 1)];
    const subjects = [`agent:${several.ids[0]}`, `agent:${alone.ids[0]}`] as const;
    const slow = { kind: 'degraded', amount: 0.5, reason: 'slow', by: BY.id, failureId: null, holdMs: 600_000 } as const;
    for (const subject of subjects) await insertRestraint(hive.deps.db.pool, { ...slow, id: hive.deps.newId(), subject });
    // One that reads the fleet from now on.
    await worker.close();
    worker = await hive.startWorker();
    const { runId } = await hive.run({ tasks: Array.from({ length: 6 }, (_, at) => several.work(`t${at}`)) });
    expect(new Set(hive.agents.effectsOf(runId).map(({ agentId }) => agentId))).toEqual(new Set(several.ids.slice(1)));
    expect((await hive.run({ tasks: [alone.work('a')] })).status).toBe('completed');
    for (const subject of subjects) await liftRestraints(hive.deps.db.pool, { kind: 'degraded', subject, by: BY.id, reason: 'over' });
  });

  test('[RC12] what succeeds writes no failure', async () => {
    const { work } = await specialist(1);
    const { runId } = await hive.run({ tasks: [work('a'), work('b')] });
    expect(await failuresOf(runId)).toEqual([]);
  });
});

describe('reported failures', () => {
  test('[RC13] immediate reassignment takes running tasks from an agent, under a fence that ends what it still says', async () => {
    const { capability, work, ids } = await specialist(2, 8);
    const hold = createHold();
    let answers = 0;
    hive.agents.on(capability, (call, agent) => {
      if (agent.id === ids[0]) return hold.script(call, agent);
      answers += 1;
      return completed('by the other');
    });
    const runId = await hive.submit({ tasks: ['a', 'b', 'c', 'd'].map((id) => work(id)) });
    await hive.agents.begun(runId, 4);
    const held = hive.agents.effectsOf(runId).filter(({ agentId }) => agentId === ids[0]).length;
    const handled = await report({ failureType: 'agent_unresponsive', severity: 'high', agentId: ids[0] });
    expect(handled).toMatchObject({ success: true, strategy: 'immediate_reassignment', tasksReassigned: held });
    expect(await hive.ended(runId)).toBe('completed');
    hold.release(completed('too late'));
    expect(answers).toBe(4);
    expect(Object.values(await hive.tasks(runId)).map(({ output, attempts, losses }) => [output, attempts, losses])).toEqual(
      Array.from({ length: 4 }, () => ['by the other', 1, 0]),
    );
    await followRecoveries(hive.deps);
    const [failure] = (await listFailures(hive.deps, { limit: 1, agentId: ids[0] })).data;
    expect(failure).toMatchObject({ detector: 'report', outcome: 'recovered', tasksReassigned: held, reportedBy: 'system:test' });
  });

  test('[RC14] every strategy does what it says', async () => {
    const { ids, work } = await specialist(1, 8);
    const agentId = ids[0];
    const status = async () => (await hive.rows<{ status: string }>('SELECT status FROM agent WHERE id = $1', [agentId]))[0]?.status;
    const restraints = () => hive.rows('SELECT kind, subject, amount FROM restraint WHERE lifted_at IS NULL ORDER BY began_at');
    const lift = () => hive.rows(`UPDATE restraint SET lifted_at = clock_timestamp(), lifted_by = 'test' WHERE lifted_at IS NULL`);

    expect(await report({ failureType: 'communication_failure', severity: 'high', agentId })).toMatchObject({
      strategy: 'circuit_breaker',
    });
    expect(await restraints()).toEqual([{ kind: 'isolated', subject: `agent:${agentId}`, amount: null }]);
    // One that reads the fleet from now on.
    await worker.close();
    worker = await hive.startWorker();
    const runId = await hive.submit({ tasks: [work('a')] });
    await hive.until(async () => (await hive.tasks(runId)).a?.wait_reason === 'no_capable_agent');
    await lift();
    hive.deps.feed.publish(['agents', 'ready']);
    expect(await hive.ended(runId)).toBe('completed');

    expect(await report({ failureType: 'performance_degradation', severity: 'medium', agentId })).toMatchObject({
      strategy: 'degraded_service',
    });
    expect(await restraints()).toEqual([{ kind: 'degraded', subject: `agent:${agentId}`, amount: 0.5 }]);
    await lift();
    expect(await report({ failureType: 'system_overload', severity: 'high' })).toMatchObject({ strategy: 'load_shedding' });
    expect(await restraints()).toEqual([{ kind: 'shed', subject: 'fleet', amount: 5 }]);
    await lift();
    expect(await report({ failureType: 'performance_degradation', severity: 'high', agentId })).toMatchObject({
      strategy: 'graceful_reassignment',
    });
    expect(await status()).toBe('maintenance');
    await hive.rows(`UPDATE agent SET status = 'active' WHERE id = $1`, [agentId]);
    expect(await report({ failureType: 'security_violation', severity: 'critical', agentId })).toMatchObject({
      strategy: 'emergency_shutdown',
    });
    expect(await status()).toBe('maintenance');
    await hive.rows(`UPDATE agent SET status = 'active', pool = 'east' WHERE id = $1`, [agentId]);
    expect(await report({ failureType: 'agent_unresponsive', severity: 'critical', agentId })).toMatchObject({
      strategy: 'failover_cluster',
    });
    expect(await restraints()).toEqual([{ kind: 'isolated', subject: 'pool:east', amount: null }]);
    await lift();
    hive.deps.feed.publish(['agents', 'ready']);
  });

  test('[RC14] a retry ends the attempt and keeps the task; without an attempt left the next strategy is tried', async () => {
    const { capability, work, ids } = await specialist(2);
    const hold = createHold();
    let calls = 0;
    hive.agents.on(capability, (call, agent) => {
      calls += 1;
      return calls === 1 ? hold.script(call, agent) : completed('again');
    });
    const runId = await hive.submit({ tasks: [work('a', { retry: { max_attempts: 2, backoff_ms: 1, jitter: 0 } })] });
    await hive.agents.begun(runId, 1);
    const taskId = (await hive.tasks(runId)).a?.id;
    const handled = await report({ failureType: 'task_timeout', severity: 'low', taskId, agentId: ids[0] });
    expect(handled).toMatchObject({ strategy: 'retry_with_backoff', success: true });
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ attempts: 2, output: 'again' });
    const late = await report({ failureType: 'task_timeout', severity: 'low', taskId });
    expect(late).toMatchObject({ success: false, strategy: null });
    expect(late.steps.map(({ ok }) => ok)).toEqual([false, false]);
    hold.release();
  });

  test('[RC15] the door answers in the words of the contract and refuses what is unknown', async () => {
    const { ids } = await specialist(1);
    const { key } = await createApiKey(hive.deps, { name: 'reports', role: 'operator', expiresAt: null }, BY);
    const call = (json: object) => callRest(hive.deps, { method: 'POST', path: '/failure/handle', json, key });
    const answer = await call({
      failure_type: 'communication_failure',
      severity: 'info',
      agent_id: ids[0],
      context: { began_at: new Date(0).toISOString() },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      recovery_success: true,
      strategy: 'graceful_reassignment',
      recovery_metrics: { tasks_reassigned: 0, detection_time_ms: expect.any(Number) },
      system_impact: { affected_agents: [ids[0]] },
      improvement_recommendations: expect.any(Array),
    });
    expect((await call({ failure_type: 'bad_luck', severity: 'info' })).status).toBe(422);
    expect((await call({ failure_type: 'task_timeout', severity: 'info', agent_id: '01920000-0000-7000-8000-000000000001' })).status).toBe(
      422,
    );
  });
});

describe('load shedding by itself', () => {
  test('[RC16] the least important tasks wait while the queue is over its limit, and go on when it is not', async () => {
    const { capability, work } = await specialist(1, 1);
    await worker.close();
    await saveRecoverySettings(hive.deps, { shedAbove: 10 }, BY);
    const important = await hive.submit({ tasks: [work('a', { priority: 'high' })] });
    const runId = await hive.submit({
      tasks: Array.from({ length: 11 }, (_, at) => work(`low-${at}`, { priority: 'low' })),
      max_concurrent_tasks: 20,
    });
    await followQueue(hive.deps);
    hive.agents.on(capability, (call, agent) => (call.runId === important ? completed('first') : hang(call, agent)));
    worker = await hive.startWorker();
    expect(await hive.ended(important)).toBe('completed');
    await hive.until(async () => Object.values(await hive.tasks(runId)).every(({ wait_reason }) => wait_reason === 'shed'));
    hive.agents.on(capability, () => completed('later'));
    await saveRecoverySettings(hive.deps, { shedAbove: 1_000 }, BY);
    await followQueue(hive.deps);
    expect(await hive.ended(runId)).toBe('completed');
    await saveRecoverySettings(hive.deps, { shedAbove: null }, BY);
  });

  test('[RC16] a limit that is taken away while tasks are shed lets them go on; what a person shed stays shed', async () => {
    const { capability, work } = await specialist(1, 1);
    hive.agents.on(capability, () => completed('later'));
    await worker.close();
    await saveRecoverySettings(hive.deps, { shedAbove: 10 }, BY);
    const low = Array.from({ length: 11 }, (_, at) => work(`shed-${at}`, { priority: 'low' }));
    const runId = await hive.submit({ tasks: low, max_concurrent_tasks: 20 });
    await followQueue(hive.deps);
    worker = await hive.startWorker();
    await hive.until(async () => Object.values(await hive.tasks(runId)).every(({ wait_reason }) => wait_reason === 'shed'));
    const byHand = {
      id: hive.deps.newId(),
      kind: 'shed',
      subject: 'fleet',
      amount: 1,
      reason: 'by hand',
      by: BY.id,
      failureId: null,
      holdMs: null,
    } as const;
    await insertRestraint(hive.deps.db.pool, byHand);
    await saveRecoverySettings(hive.deps, { shedAbove: null }, BY);
    await sweepFleet(hive.deps);
    expect((await readRestraints(hive.deps.db.pool)).map(({ id }) => id)).toEqual([byHand.id]);
    expect(await hive.ended(runId)).toBe('completed');
    await liftRestraints(hive.deps.db.pool, { kind: 'shed', subject: 'fleet', by: BY.id, reason: 'over' });
  });
});
