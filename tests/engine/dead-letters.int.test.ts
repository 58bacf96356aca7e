// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConflictError, NotFoundError } from '../../src/server/core/errors.ts';
import { MAX_LOSSES } from '../../src/server/core/task/settle.ts';
import { createApiKey } from '../../src/server/use-cases/create-api-key.ts';
import { discardDeadLetters, replayDeadLetters } from '../../src/server/use-cases/decide-dead-letters.ts';
import { followRecoveries } from '../../src/server/use-cases/follow-recoveries.ts';
import { listDeadLetters } from '../../src/server/use-cases/list-dead-letters.ts';
import { listFailures } from '../../src/server/use-cases/list-failures.ts';
import { rerunRun } from '../../src/server/use-cases/rerun-run.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { callRest } from '../fixtures/rest-client.ts';
import { BY, createHarness, type Harness, task, type Worker } from './harness.ts';
import { completed, failedWith, hang } from './scripted-agents.ts';

let hive: Harness;
let worker: Worker;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'worker bee', slots: 16 });
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
/** What tasks of its own type do: the named ones hang for so many calls, then everything completes. */
function script(hanging: Record<string, number>) {
  serial += 1;
  const type = `deadly-${serial}`;
  const calls = new Map<string, number>();
  hive.agents.on(type, (call, agent) => {
    const made = (calls.get(call.taskKey) ?? 0) + 1;
    calls.set(call.taskKey, made);
    return made <= (hanging[call.taskKey] ?? 0) ? hang(call, agent) : completed(call.taskKey);
  });
  return (id: string, more: Record<string, unknown> = {}) => task(id, [], { task_type: type, ...more });
}

const statusOf = async (runId: string, key: string) => (await hive.tasks(runId))[key]?.status;
/** Placed under a fence, with its call under way. */
const underWay = (runId: string, key: string, fence: number) =>
  hive.until(
    async () =>
      (await hive.tasks(runId))[key]?.fence === fence && hive.agents.effectsOf(runId, key).some((effect) => effect.fence === fence),
  );

/** One process dies while it holds these tasks. */
async function killHolder(runId: string, keys: string[]): Promise<void> {
  const id = hive.deps.newId();
  // In one statement: a process that died holding nothing would be another story, and the worker sweeps, too.
  await hive.rows(
    `WITH dead AS (
       INSERT INTO worker (id, host, pid, slots, status, version, lease_expires_at)
       VALUES ($1, 'elsewhere', 1, 8, 'alive', 'test', clock_timestamp() - interval '1 s')
     )
     UPDATE attempt SET worker_id = $1 FROM task t WHERE t.id = task_id AND ended_at IS NULL AND t.run_id = $2 AND t.key = ANY($3)`,
    [id, runId, keys],
  );
  await sweepFleet(hive.deps);
  await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE worker_id = $1 AND ended_at IS NULL', [id])).length === 0);
}

/** A run whose task "bad" kills three processes, each of which held something harmless too. */
async function poisoned(more: Record<string, unknown> = {}): Promise<string> {
  const work = script({ bad: 3, x1: 1, x2: 1, x3: 1 });
  const runId = await hive.submit({ tasks: [work('bad', more), work('x1'), work('x2'), work('x3'), work('fine')] });
  await hive.agents.begun(runId, 5);
  for (const [at, innocent] of ['x1', 'x2', 'x3'].entries()) {
    await underWay(runId, 'bad', at + 1);
    await killHolder(runId, ['bad', innocent]);
    await hive.until(async () => (await statusOf(runId, innocent)) === 'completed');
  }
  return runId;
}

const letterOf = async (runId: string) => (await listDeadLetters(hive.deps, { limit: 10, runId })).data[0];

describe('a process that dies', () => {
  test('[RC20] its tasks run again without using up an attempt; the death and each loss are recorded and found recovered', async () => {
    const work = script({ a: 1, b: 1 });
    const runId = await hive.submit({ tasks: [work('a', { retry: { max_attempts: 1 } }), work('b')] });
    await hive.agents.begun(runId, 2);
    await killHolder(runId, ['a', 'b']);
    expect(await hive.ended(runId)).toBe('completed');
    expect(Object.values(await hive.tasks(runId)).map(({ attempts, losses, fence }) => [attempts, losses, fence])).toEqual([
      [1, 1, 2],
      [1, 1, 2],
    ]);
    await followRecoveries(hive.deps);
    const { data } = await listFailures(hive.deps, { limit: 3 });
    expect(data.map(({ detector, outcome }) => [detector, outcome])).toEqual(
      Array.from({ length: 3 }, () => ['worker_lease', 'recovered']),
    );
    expect(data.find(({ taskId }) => taskId === null)).toMatchObject({ severity: 'high', tasksReassigned: 2, detail: { held: 2 } });
    for (const { beganAt, seenAt, validatedAt } of data) {
      // The last proof of life was the last renewal: a lease before it ran out, a second before the sweep.
      expect(seenAt.getTime() - beganAt.getTime()).toBeGreaterThanOrEqual(7_000);
      expect(validatedAt?.getTime()).toBeGreaterThan(seenAt.getTime() - 1_000);
    }
  });

  test('[RC21] a task that is the common factor of three deaths is parked; what was only with it is not', async () => {
    const runId = await poisoned();
    expect(await hive.ended(runId)).toBe('failed');
    const { bad, ...others } = await hive.tasks(runId);
    expect(bad).toMatchObject({ status: 'failed', attempts: 0, losses: 3, error: { code: 'dead_letter', detail: { cause: 'poison' } } });
    expect(Object.values(others).every(({ status }) => status === 'completed')).toBe(true);
    expect(await letterOf(runId)).toMatchObject({ taskKey: 'bad', cause: 'poison', decision: null, losses: 3, agentName: 'worker bee' });
  });

  test('[RC22] of two tasks that die together twice none is blamed: from then on they run apart', async () => {
    const work = script({ a: 9, b: 9 });
    const runId = await hive.submit({ tasks: [work('a'), work('b')] });
    for (const fence of [1, 2]) {
      await underWay(runId, 'a', fence);
      await underWay(runId, 'b', fence);
      await killHolder(runId, ['a', 'b']);
    }
    await hive.until(async () => Object.values(await hive.tasks(runId)).some(({ wait_reason }) => wait_reason === 'quarantine'));
    await hive.until(async () => Object.values(await hive.tasks(runId)).some(({ fence, status }) => fence === 3 && status !== 'ready'));
    const tasks = Object.values(await hive.tasks(runId));
    expect(tasks.map(({ wait_reason }) => wait_reason).toSorted()).toEqual([null, 'quarantine']);
    expect(await letterOf(runId)).toBeUndefined();
    script({});
    hive.agents.on(`deadly-${serial - 1}`, () => completed('well'));
    const running = tasks.find(({ status }) => status !== 'ready');
    await killHolder(runId, [running?.key ?? '']);
    expect(await hive.ended(runId)).toBe('completed');
  });

  test('[RC23] a task that is lost too often is parked, whoever is to blame', async () => {
    const work = script({ a: 1 });
    const runId = await hive.submit({ tasks: [work('a')], failure_tolerance: 1 });
    await underWay(runId, 'a', 1);
    await hive.rows('UPDATE task SET losses = $2 WHERE run_id = $1', [runId, MAX_LOSSES]);
    await killHolder(runId, ['a']);
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).a).toMatchObject({ status: 'failed', losses: MAX_LOSSES + 1, error: { code: 'dead_letter' } });
    expect(await letterOf(runId)).toMatchObject({ cause: 'infrastructure' });
  });
});

describe('dead letters', () => {
  const audits = (action: string) =>
    hive.rows<{ subject: string; detail: { reason: string } }>('SELECT subject, detail FROM audit_entry WHERE action = $1', [action]);

  test('[RC24] a replay starts a run that does the dead task again and keeps what was completed', async () => {
    const runId = await poisoned();
    expect(await hive.ended(runId)).toBe('failed');
    const taskId = (await letterOf(runId))?.taskId ?? '';
    const { runs } = await replayDeadLetters(hive.deps, { taskIds: [taskId], reason: 'the host is mended' }, BY);
    const again = runs[0]?.newRunId ?? '';
    expect(await hive.ended(again)).toBe('completed');
    expect(hive.agents.effectsOf(again).map(({ taskKey }) => taskKey)).toEqual(['bad']);
    expect(await letterOf(runId)).toMatchObject({
      decision: 'replayed',
      note: 'the host is mended',
      replayRunId: again,
      decidedByName: 'system',
    });
    expect(await audits('dead_letter.replay')).toContainEqual({
      subject: `task:${taskId}`,
      detail: expect.objectContaining({ reason: 'the host is mended' }),
    });
    await expect(replayDeadLetters(hive.deps, { taskIds: [taskId], reason: 'again' }, BY)).rejects.toThrow(ConflictError);
  });

  test('[RC24] a replay whose process died names the run that it had started, or waits for a decision again', async () => {
    hive.agents.on('fails', () => failedWith({ retryable: false }));
    /** What a process leaves behind that dies between the decision and its run, so long ago. */
    const leftBehind = async (ago: string) => {
      const { runId, tasks } = await hive.run({ tasks: [task('a', [], { task_type: 'fails' })] });
      const taskId = tasks.a?.id ?? '';
      await hive.rows(
        `INSERT INTO dead_letter (task_id, run_id, cause, reason, evidence, parked_at, decision, decided_by, decided_at, note)
         VALUES ($1, $2, 'poison', 'test', '[]', clock_timestamp(), 'replayed', 'test', clock_timestamp() - $3::interval, 'test')`,
        [taskId, runId, ago],
      );
      return { runId, taskId };
    };
    const [lost, begun, young] = [await leftBehind('2 minutes'), await leftBehind('2 minutes'), await leftBehind('1 second')];
    const { runId: replay } = await rerunRun(hive.deps, { kind: 'retry', version: 'own', runId: begun.runId }, BY);
    await hive.ended(replay);
    await sweepFleet(hive.deps);
    expect(await letterOf(lost.runId)).toMatchObject({ decision: null, replayRunId: null });
    expect(await letterOf(begun.runId)).toMatchObject({ decision: 'replayed', replayRunId: replay });
    expect(await letterOf(young.runId)).toMatchObject({ decision: 'replayed', replayRunId: null });
    expect((await replayDeadLetters(hive.deps, { taskIds: [lost.taskId], reason: 'again' }, BY)).runs).toHaveLength(1);
    for (const { id } of await hive.rows<{ id: string }>('SELECT id FROM run WHERE finished_at IS NULL')) await hive.ended(id);
    await hive.rows(`DELETE FROM dead_letter WHERE task_id = ANY($1)`, [[lost.taskId, begun.taskId, young.taskId]]);
  });

  test('[RC24] with another input and another agent', async () => {
    const runId = await poisoned({ input: { size: 'huge' } });
    await hive.ended(runId);
    const other = await hive.addAgent({ name: `other bee ${serial}`, slots: 4 });
    const taskId = (await letterOf(runId))?.taskId ?? '';
    const bad = replayDeadLetters(hive.deps, { taskIds: [taskId], reason: 'smaller', input: `\${tasks.nobody.output}` }, BY);
    await expect(bad).rejects.toMatchObject({ code: 'invalid_definition' });
    expect(await letterOf(runId)).toMatchObject({ decision: null });
    const request = { taskIds: [taskId], reason: 'smaller', input: { size: 'small' }, agentId: other };
    const { runs } = await replayDeadLetters(hive.deps, request, BY);
    expect(await hive.ended(runs[0]?.newRunId ?? '')).toBe('completed');
    expect(hive.agents.effectsOf(runs[0]?.newRunId ?? '')).toMatchObject([{ input: { size: 'small' }, agentId: other }]);
  });

  test('[RC25] a discard keeps the failure; the doors list, replay and discard with a reason', async () => {
    const runId = await poisoned();
    await hive.ended(runId);
    const { key } = await createApiKey(hive.deps, { name: `letters ${serial}`, role: 'operator', expiresAt: null }, BY);
    const call = (method: string, path: string, json?: object) => callRest(hive.deps, { method, path, json, key });
    const listed = await call('GET', `/dead-letters?open=true&run_id=${runId}`);
    expect(listed.body.data).toMatchObject([{ task_key: 'bad', cause: 'poison', infra_deaths: 3, decision: null }]);
    const taskId = listed.body.data[0].task_id;
    expect((await call('POST', `/dead-letters/${taskId}/discard`, {})).status).toBe(422);
    expect(await call('POST', `/dead-letters/${taskId}/discard`, { reason: 'not needed' })).toMatchObject({
      status: 200,
      body: { task_ids: [taskId] },
    });
    expect((await call('POST', `/dead-letters/${taskId}/replay`, { reason: 'after all' })).status).toBe(409);
    expect((await call('GET', `/dead-letters?open=true&run_id=${runId}`)).body.data).toEqual([]);
    await expect(discardDeadLetters(hive.deps, { taskIds: [hive.deps.newId()], reason: 'x' }, BY)).rejects.toThrow(NotFoundError);
    expect(await audits('dead_letter.discard')).toMatchObject([{ subject: `task:${taskId}`, detail: { reason: 'not needed' } }]);
    const failures = await call('GET', `/failures?run_id=${runId}&type=agent_unresponsive&limit=2`);
    expect(failures.body).toMatchObject({
      data: [{ failure_type: 'agent_unresponsive', recovery: { automatic: true } }, {}],
      next_cursor: expect.any(String),
    });
    const agentId = failures.body.data[0].agent_id;
    expect((await call('GET', `/agents/${agentId}/failures?severity=medium`)).body.data.length).toBeGreaterThan(0);
    expect((await call('GET', `/agents/${hive.deps.newId()}/failures`)).status).toBe(404);
  });
});
