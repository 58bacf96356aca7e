// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { createWorkflow } from '../../src/server/use-cases/create-workflow.ts';
import { approvalDecisionSchema, decideApproval } from '../../src/server/use-cases/decide-approval.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { listApprovals } from '../../src/server/use-cases/list-approvals.ts';
import { listRuns } from '../../src/server/use-cases/list-runs.ts';
import { publishWorkflow } from '../../src/server/use-cases/publish-workflow.ts';
import { createLiveReads } from '../../src/server/use-cases/read-live.ts';
import { readRun } from '../../src/server/use-cases/read-run.ts';
import { readTask } from '../../src/server/use-cases/read-task.ts';
import { saveWorkflow } from '../../src/server/use-cases/save-workflow.ts';
import { beginSubRuns } from '../../src/server/use-cases/sub-runs.ts';
import { sweepFleet } from '../../src/server/use-cases/sweep-fleet.ts';
import { BY, control, createHarness, type Harness, task } from './harness.ts';
import { failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'hand', slots: 20 });
  await hive.startWorker();
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

/** Stores and publishes a workflow. */
async function publish(slug: string, tasks: unknown[]): Promise<void> {
  await createWorkflow(hive.deps, { workflow_id: slug, name: slug, tasks }, BY);
  await publishWorkflow(hive.deps, { id: slug }, BY);
}
const sub = (task_id: string, workflow_id: string, more: object = {}, dependencies: unknown[] = []) =>
  control(task_id, { sub_workflow: { workflow_id, ...more } }, dependencies);
const statusOf = async (runId: string) => (await hive.rows<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId]))[0]?.status;

describe('sub-workflows', () => {
  test('[SW4] a task runs another workflow, under its own id, and hands input and output through', async () => {
    hive.agents.on('echo', (call) => ({ kind: 'completed', outputText: JSON.stringify(call.input), usage: null }));
    await publish('inner', [{ task_id: 'x', task_type: 'echo', input: { got: '${input.n}' } }]);
    const tasks = [sub('a', 'inner', { input: { n: '${input.n}' } }), task('b', ['a'], { input: { back: '${tasks.a.output.x.got}' } })];
    const runId = await hive.submit({ tasks }, { input: { n: 7 } });
    expect(await hive.ended(runId)).toBe('completed');
    const { a } = await hive.tasks(runId);
    expect(a).toMatchObject({ attempts: 0, output: { x: { got: 7 } } });
    expect(hive.agents.effectsOf(runId, 'b')[0]?.input).toEqual({ back: 7 });
    expect(await readRun(hive.deps, a?.id as string)).toMatchObject({ workflowVersion: 1, startedBy: { runId, taskId: 'a', depth: 1 } });
    expect(await readTask(hive.deps, a?.id as string)).toMatchObject({ subRun: { id: a?.id, status: 'completed' } });
    expect((await readRun(hive.deps, runId)).startedBy).toBeNull();
  });

  test('[SW5] a run that fails fails its task with the cause, once', async () => {
    hive.agents.on('broken', () => failedWith({ retryable: false }));
    await publish('failing', [{ task_id: 'x', task_type: 'broken' }]);
    const runId = await hive.submit({ tasks: [sub('a', 'failing'), sub('gone', 'nowhere'), sub('old', 'failing', { version: 9 })] });
    expect(await hive.ended(runId)).toBe('failed');
    const tasks = await hive.tasks(runId);
    expect(tasks.a?.error).toMatchObject({ code: 'sub_workflow_failed', message: expect.stringContaining('it did not work') });
    expect(tasks.gone?.error).toMatchObject({ code: 'sub_workflow_failed', message: expect.stringContaining('nowhere') });
    expect(tasks.old?.error).toMatchObject({ message: expect.stringContaining('version 9') });
  });

  test('[V17] what waits for a person below a run waits in the runs above it, until it is answered', async () => {
    await publish('asking', [{ task_id: 'ask', approval: { title: 'Go on?' } }]);
    await publish('between', [{ task_id: 'below', sub_workflow: { workflow_id: 'asking' } }]);
    const runId = await hive.submit({ tasks: [sub('a', 'between')] });
    const calm = await hive.submit({ tasks: [control('a', { timer: { seconds: 3_600 } })] });
    const open = async () => (await listApprovals(hive.deps, { limit: 10, status: 'open' })).data.find(({ taskId }) => taskId === 'ask');
    await hive.until(async () => (await open()) !== undefined);
    const asking = (await open())?.runId as string;
    const between = (await hive.tasks(runId)).a?.id as string;
    const counts = async (needsPerson?: true) => {
      const { data } = await listRuns(hive.deps, { limit: 50, ...(needsPerson && { needsPerson }) });
      return Object.fromEntries(data.map(({ id, openApprovals }) => [id, openApprovals]));
    };
    expect(await counts()).toMatchObject({ [runId]: 1, [between]: 1, [asking]: 1, [calm]: 0 });
    expect(await counts(true)).toEqual({ [runId]: 1, [between]: 1, [asking]: 1 });
    // Whoever watches the list hears of the runs above with the one that asks.
    const told = await createLiveReads(hive.deps).runs([asking]);
    expect(told.map(({ id }) => id).toSorted()).toEqual([runId, between, asking].toSorted());
    const decision = approvalDecisionSchema.parse({ decision: 'approve' });
    await decideApproval(hive.deps, { approvalId: (await open())?.id as string, decision }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    expect(await counts(true)).toEqual({});
    await changeRunStatus(hive.deps, { runId: calm, verb: 'cancel' }, BY);
  });

  test('[SW6] cancel, pause and resume reach every run below, and nobody below goes another way for long', async () => {
    await publish('leaf', [{ task_id: 'hold', approval: { title: 'Go on?' } }]);
    await publish('middle', [{ task_id: 'leaf', sub_workflow: { workflow_id: 'leaf' } }]);
    const runId = await hive.submit({ tasks: [sub('a', 'middle')] });
    const below = async (id: string, key: string) => {
      await hive.waiting(id, key);
      const child = (await hive.tasks(id))[key]?.id as string;
      await hive.until(async () => (await statusOf(child)) !== undefined);
      return child;
    };
    const middle = await below(runId, 'a');
    const leaf = await below(middle, 'leaf');
    const statuses = () => Promise.all([runId, middle, leaf].map(statusOf));
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    expect(await statuses()).toEqual(['paused', 'paused', 'paused']);
    await changeRunStatus(hive.deps, { runId: leaf, verb: 'resume' }, BY);
    await sweepFleet(hive.deps);
    expect(await statuses()).toEqual(['paused', 'paused', 'paused']);
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    expect(await statuses()).toEqual(['running', 'running', 'running']);
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await sweepFleet(hive.deps);
    expect(await hive.rows('SELECT 1 FROM sub_run WHERE parent_run_id = $1 AND closed_at IS NULL', [runId])).toEqual([]);
  });

  test('[SW7] a run cancelled below fails its task; one that was never begun is begun by the sweep, once', async () => {
    const runId = await hive.submit({ tasks: [sub('a', 'leaf')] });
    await hive.waiting(runId, 'a');
    const child = (await hive.tasks(runId)).a?.id as string;
    await hive.until(async () => (await statusOf(child)) !== undefined);
    await beginSubRuns(hive.deps, null);
    expect(await hive.rows('SELECT 1 FROM run WHERE id = $1', [child])).toHaveLength(1);
    await changeRunStatus(hive.deps, { runId: child, verb: 'cancel' }, BY);
    await sweepFleet(hive.deps);
    expect(await hive.ended(runId)).toBe('failed');
    expect((await hive.tasks(runId)).a?.error).toMatchObject({ detail: { status: 'cancelled', run_id: child } });
  });

  test('[SW7] a run that several processes begin at once is begun once, and all of them know it', async () => {
    await publish('asked', [{ task_id: 'hold', approval: { title: 'Go on?' } }]);
    const identity = { subjectId: hive.deps.newId(), again: true };
    const begin = () => executeWorkflow(hive.deps, { workflowId: 'asked', identity }, BY);
    expect(await Promise.all([begin(), begin(), begin()])).toMatchObject(Array(3).fill({ runId: identity.subjectId, status: 'running' }));
    expect(await hive.rows('SELECT 1 FROM run WHERE id = $1', [identity.subjectId])).toHaveLength(1);
    await changeRunStatus(hive.deps, { runId: identity.subjectId, verb: 'cancel' }, BY);
  });

  test('[SW6] a run that is on its way while the one above it is cancelled is cancelled too', async () => {
    await publish('late', [{ task_id: 'hold', approval: { title: 'Go on?' } }]);
    const runId = await hive.submit({ tasks: [control('ask', { approval: { title: 'Go on?' } })] });
    await hive.waiting(runId, 'ask');
    const taskId = (await hive.tasks(runId)).ask?.id as string;
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
    await hive.rows(
      `INSERT INTO sub_run (task_id, parent_run_id, workflow_id, input, depth, began_at) VALUES ($1, $2, 'late', '{}', 1, clock_timestamp())`,
      [taskId, runId],
    );
    await sweepFleet(hive.deps);
    await executeWorkflow(hive.deps, { workflowId: 'late', identity: { subjectId: taskId, again: true } }, BY);
    await sweepFleet(hive.deps);
    expect(await statusOf(taskId)).toBe('cancelled');
    await sweepFleet(hive.deps);
    expect(await hive.rows('SELECT 1 FROM sub_run WHERE task_id = $1 AND closed_at IS NULL', [taskId])).toEqual([]);
  });

  test('[SW8] workflows that would run below one another without end are refused with their ring', async () => {
    await publish('ping', [{ task_id: 'x', task_type: 'work' }]);
    await publish('pong', [{ task_id: 'x', sub_workflow: { workflow_id: 'ping' } }]);
    await createVersion('ping', [{ task_id: 'x', sub_workflow: { workflow_id: 'pong' } }]);
    const { runId } = await executeWorkflow(hive.deps, { workflowId: 'ping' }, BY);
    expect(await hive.ended(runId)).toBe('failed');
    const failure = JSON.stringify((await hive.tasks(runId)).x?.error);
    expect(failure).toContain('without end');
    expect(failure).toContain('ping -> pong -> ping');
  });
});

/** Publishes another version of a workflow. */
async function createVersion(slug: string, tasks: unknown[]): Promise<void> {
  await saveWorkflow(hive.deps, { id: slug, draft: { definition: { workflow_id: slug, name: slug, tasks } } }, BY);
  await publishWorkflow(hive.deps, { id: slug }, BY);
}
