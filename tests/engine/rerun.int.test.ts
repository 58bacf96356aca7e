// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BULK_BATCH } from '../../src/server/core/run/bulk-retry.ts';
import { bulkRetrySchema, countBulkRetry, readBulkRetry, startBulkRetry, stopBulkRetry } from '../../src/server/use-cases/bulk-retries.ts';
import { createWorkflow } from '../../src/server/use-cases/create-workflow.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { publishWorkflow } from '../../src/server/use-cases/publish-workflow.ts';
import { readRun } from '../../src/server/use-cases/read-run.ts';
import { previewRerun, type Rerun, rerunRun } from '../../src/server/use-cases/rerun-run.ts';
import { saveWorkflow } from '../../src/server/use-cases/save-workflow.ts';
import { workBulkRetries } from '../../src/server/use-cases/work-bulk-retries.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold, failedWith } from './scripted-agents.ts';

let hive: Harness;
/** Task keys whose type is `flaky` fail while they are in here. */
const failing = new Set<string>();
beforeAll(async () => {
  hive = await createHarness();
  await hive.addAgent({ name: 'wide', slots: 200 });
  await hive.startWorker();
  hive.agents.on('echo', ({ input }) => completed(input));
  hive.agents.on('flaky', ({ taskKey, input }) => (failing.has(taskKey) ? failedWith({ retryable: false }) : completed(input)));
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

const echo = (id: string, dependencies: unknown[] = [], more: Record<string, unknown> = {}) =>
  task(id, dependencies, { task_type: 'echo', ...more });
const rerun = async (runId: string, wish: Partial<Rerun> & Pick<Rerun, 'kind'>) => {
  const made = await rerunRun(hive.deps, { version: 'own', runId, ...wish }, BY);
  return {
    runId: made.runId,
    status: await hive.ended(made.runId),
    tasks: await hive.tasks(made.runId),
    events: await hive.events(made.runId),
  };
};
const attemptsOf = async (runId: string) =>
  (
    await hive.rows<{ key: string }>('SELECT t.key FROM attempt a JOIN task t ON t.id = a.task_id WHERE a.run_id = $1 ORDER BY t.idx', [
      runId,
    ])
  ).map(({ key }) => key);

describe('re-runs', () => {
  test('[RE3] a retry takes results over by reference, executes only the rest, and both runs tell of each other', async () => {
    failing.add('b');
    const big = 'x'.repeat(70_000);
    const first = await hive.run(
      {
        tasks: [
          echo('a', [], { input: { text: '${input.text}' } }),
          task('b', ['a'], { task_type: 'flaky', input: { got: '${input.name}' } }),
          echo('c', ['b']),
        ],
      },
      { input: { text: big, name: 'n' } },
    );
    expect(first.status).toBe('failed');
    expect(first.tasks.a?.output_artifact_id).not.toBeNull();
    failing.clear();
    const second = await rerun(first.runId, { kind: 'retry' });
    expect(second.status).toBe('completed');
    expect(await attemptsOf(second.runId)).toEqual(['b', 'c']);
    expect(second.tasks.a).toMatchObject({
      output_artifact_id: first.tasks.a?.output_artifact_id,
      reused_from: first.tasks.a?.id,
      fence: 0,
    });
    expect(second.tasks.b).toMatchObject({ output: { got: 'n' }, reused_from: null });
    expect(second.events.slice(0, 4)).toEqual(['run.created', 'run.started', 'task.completed a', 'task.ready b']);
    expect(await readRun(hive.deps, second.runId)).toMatchObject({
      parentRunId: first.runId,
      lineage: 'retry',
      rerunFrom: null,
      completed: 3,
    });
    expect((await readRun(hive.deps, first.runId)).children).toMatchObject([{ id: second.runId, lineage: 'retry', status: 'completed' }]);
  });

  test('[RE3] skipped tasks are taken over as skipped and count as such', async () => {
    failing.add('b');
    const handler = echo('handler', [{ task_id: 'a', when: 'failed' }]);
    const first = await hive.run({ tasks: [echo('a'), handler, task('b', ['a'], { task_type: 'flaky' })] });
    failing.clear();
    const second = await rerun(first.runId, { kind: 'retry' });
    expect([second.status, second.tasks.handler?.status]).toEqual(['completed', 'skipped']);
    expect(await readRun(hive.deps, second.runId)).toMatchObject({ completed: 2, skipped: 1, failed: 0 });
  });

  test('[RE4] a fork of a run that goes on begins at its task with another input, and leaves the run alone', async () => {
    const hold = createHold();
    hive.agents.on('held', hold.script);
    const runId = await hive.submit({
      tasks: [
        echo('a', [], { input: 1 }),
        echo('b', ['a'], { input: { a: '${tasks.a.output}' } }),
        task('c', ['b'], { task_type: 'held' }),
      ],
    });
    await hive.agents.begun(runId, 3);
    await expect(rerunRun(hive.deps, { kind: 'retry', version: 'own', runId }, BY)).rejects.toMatchObject({ code: 'conflict' });
    await expect(rerunRun(hive.deps, { kind: 'fork', version: 'own', runId }, BY)).rejects.toMatchObject({ code: 'invalid' });
    const made = await rerunRun(
      hive.deps,
      { kind: 'fork', version: 'own', runId, fromTask: 'b', taskInput: { twice: '${tasks.a.output}' } },
      BY,
    );
    hold.release();
    expect(await hive.ended(made.runId)).toBe('completed');
    expect(await hive.ended(runId)).toBe('completed');
    const [forked, kept] = [await hive.tasks(made.runId), await hive.tasks(runId)];
    expect([forked.b?.output, kept.b?.output]).toEqual([{ twice: 1 }, { a: 1 }]);
    expect(await attemptsOf(made.runId)).toEqual(['b', 'c']);
    expect(await readRun(hive.deps, made.runId)).toMatchObject({ parentRunId: runId, lineage: 'fork', rerunFrom: 'b' });
  });

  test('[RE5] a dry run tells what would run again on the newest version, and starts nothing', async () => {
    const definition = {
      workflow_id: 'rerun-versions',
      name: 'Versions',
      tasks: [echo('a'), echo('b', ['a']), echo('c', ['b']), echo('gone')],
    };
    await createWorkflow(hive.deps, definition, BY);
    await publishWorkflow(hive.deps, { id: 'rerun-versions' }, BY);
    const { runId } = await executeWorkflow(hive.deps, { workflowId: 'rerun-versions' }, BY);
    await hive.ended(runId);
    const next = {
      ...definition,
      tasks: [echo('a', [], { name: 'First' }), echo('b', ['a'], { input: 2 }), echo('c', ['b']), echo('d', ['a'])],
    };
    await saveWorkflow(hive.deps, { id: 'rerun-versions', draft: { definition: next } }, BY);
    await publishWorkflow(hive.deps, { id: 'rerun-versions' }, BY);
    const preview = await previewRerun(hive.deps, { kind: 'retry', version: 'newest', runId });
    expect(preview).toEqual({
      reused: 1,
      version: 2,
      again: [
        { taskId: 'b', name: 'b', because: 'changed' },
        { taskId: 'c', name: 'c', because: 'follows' },
        { taskId: 'd', name: 'd', because: 'new' },
      ],
      dropped: ['gone'],
    });
    expect((await readRun(hive.deps, runId)).children).toEqual([]);
    const second = await rerun(runId, { kind: 'retry', version: 'newest' });
    expect([second.status, second.tasks.b?.output, (await readRun(hive.deps, second.runId)).workflowVersion]).toEqual(['completed', 2, 2]);
    const old = await rerun(runId, { kind: 'fork', fromTask: 'c', version: 1 });
    expect((await readRun(hive.deps, old.runId)).workflowVersion).toBe(1);
    await expect(previewRerun(hive.deps, { kind: 'fork', version: 'own', runId, fromTask: 'd' })).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('bulk retries', () => {
  const bulk = (workflowId: string) => bulkRetrySchema.parse({ filter: { workflowId } });
  const fail = async (workflow_id: string, count: number) => {
    failing.add('b');
    const runs = await Promise.all(
      Array.from({ length: count }, () => hive.run({ workflow_id, tasks: [echo('a'), task('b', ['a'], { task_type: 'flaky' })] })),
    );
    failing.clear();
    return runs.map(({ runId }) => runId).sort();
  };

  test('[RE6] begins each run that matched exactly once, however many processes work on it', async () => {
    const runs = await fail('bulk-all', 5);
    expect(await countBulkRetry(hive.deps, bulk('bulk-all'))).toMatchObject({ runs: 5 });
    const { id, total } = await startBulkRetry(hive.deps, bulk('bulk-all'), BY);
    expect(total).toBe(5);
    await Promise.all([workBulkRetries(hive.deps), workBulkRetries(hive.deps)]);
    expect(await readBulkRetry(hive.deps, id)).toMatchObject({ status: 'completed', started: 5, refused: 0 });
    const made = await hive.rows<{ id: string; parent: string }>(
      "SELECT id, parent_run_id AS parent FROM run WHERE workflow_id = 'bulk-all' AND lineage = 'retry'",
    );
    expect(made.map(({ parent }) => parent).sort()).toEqual(runs);
    for (const run of made) expect(await hive.ended(run.id)).toBe('completed');
    expect(await countBulkRetry(hive.deps, bulk('bulk-all'))).toMatchObject({ runs: 0 });
  });

  test('[RE6] a run that cannot begin is refused with its reason and stops nothing', async () => {
    const [broken = '', fine = ''] = await fail('bulk-broken', 2);
    await hive.rows(`UPDATE run SET definition = '{"name":"w","tasks":[]}' WHERE id = $1`, [broken]);
    const { id } = await startBulkRetry(hive.deps, bulk('bulk-broken'), BY);
    await workBulkRetries(hive.deps);
    const view = await readBulkRetry(hive.deps, id);
    expect(view).toMatchObject({ status: 'completed', started: 1, refused: 1, faults: [{ runId: broken }] });
    const [child] = (await readRun(hive.deps, fine)).children;
    expect(await hive.ended(child?.id ?? '')).toBe('completed');
  });

  test('[RE7] an abort stops it before the next batch', async () => {
    expect(BULK_BATCH.runs).toBeLessThan(1_000);
    await fail('bulk-stopped', 2);
    const { id } = await startBulkRetry(hive.deps, bulk('bulk-stopped'), BY);
    expect((await stopBulkRetry(hive.deps, id, BY)).status).toBe('aborted');
    await workBulkRetries(hive.deps);
    expect(await readBulkRetry(hive.deps, id)).toMatchObject({ status: 'aborted', started: 0 });
    await expect(stopBulkRetry(hive.deps, id, BY)).rejects.toMatchObject({ code: 'conflict' });
    expect(await hive.rows("SELECT 1 FROM run WHERE workflow_id = 'bulk-stopped' AND lineage = 'retry'")).toEqual([]);
  });
});
