// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BULK_BATCH } from '../../src/server/core/run/bulk-retry.ts';
import { type Patch, patchSchema } from '../../src/server/core/run/patch.ts';
import { trialSchema } from '../../src/server/core/run/trial.ts';
import {
  bulkCancelSchema,
  bulkRetrySchema,
  countBulkCancel,
  countBulkRetry,
  readBulkRetry,
  startBulkCancel,
  startBulkRetry,
  stopBulkRetry,
} from '../../src/server/use-cases/bulk-retries.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { compareStoredRuns } from '../../src/server/use-cases/compare-stored-runs.ts';
import { createWorkflow } from '../../src/server/use-cases/create-workflow.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { listRunCheckpoints } from '../../src/server/use-cases/list-run-checkpoints.ts';
import { acceptPatch, applyPatch, declinePatch, listPatches, revertPatch } from '../../src/server/use-cases/patch-run.ts';
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

  test('[CR3] a comparison tells graphs, times, what was reused, and the first task that differs', async () => {
    const first = await hive.run({ tasks: [echo('a', [], { input: 1 }), echo('b', ['a'], { input: 1 }), echo('c', ['b'])] });
    const forked = await rerun(first.runId, { kind: 'fork', fromTask: 'b', taskInput: 2 });
    const { rows, firstDivergence, diff, left } = await compareStoredRuns(hive.deps, { left: first.runId, right: forked.runId });
    expect(left).toMatchObject({ id: first.runId, status: 'completed' });
    expect(rows.map(({ taskId, divergence, right }) => [taskId, divergence, right?.reused])).toEqual([
      ['a', null, true],
      ['b', 'output', false],
      ['c', null, false],
    ]);
    expect([rows[0]?.right?.durationMs, typeof rows[1]?.right?.durationMs]).toEqual([null, 'number']);
    expect([firstDivergence?.taskId, diff.changed]).toMatchObject([
      'b',
      [{ taskId: 'b', fields: [{ field: 'input', before: 1, after: 2 }] }],
    ]);
    await expect(compareStoredRuns(hive.deps, { left: first.runId, right: hive.deps.newId() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('[DE25] a trial does its part alone, with pinned outputs and results of a run in the place of the rest; nothing of that is a result', async () => {
    const tasks = [
      echo('a', [], { input: 'real' }),
      echo('b', ['a'], { input: { a: '${tasks.a.output}' } }),
      echo('c', ['b'], { input: { b: '${tasks.b.output.a}' } }),
      echo('d', [], { input: 'd' }),
    ];
    const definition = { name: 'trial', tasks };
    const attempt = async (trial: object) => {
      const { runId } = await executeWorkflow(hive.deps, { definition, trial: trialSchema.parse(trial) }, BY);
      return { runId, status: await hive.ended(runId), tasks: await hive.tasks(runId), events: await hive.events(runId) };
    };
    const first = await attempt({ only: 'b', pinned: { a: 'made up' } });
    expect([first.status, await attemptsOf(first.runId)]).toEqual(['completed', ['b']]);
    expect(first.tasks).toMatchObject({
      a: { status: 'completed', output: 'made up', given: 'pinned', fence: 0 },
      b: { status: 'completed', output: { a: 'made up' }, given: null },
      c: { status: 'skipped', given: 'left_out', error: { code: 'left_out' } },
      d: { status: 'skipped', given: 'left_out' },
    });
    expect(first.events.slice(0, 6)).toEqual([
      'run.created',
      'run.started',
      'task.completed a',
      'task.ready b',
      'task.skipped c',
      'task.skipped d',
    ]);
    expect(await readRun(hive.deps, first.runId)).toMatchObject({ total: 4, completed: 2, skipped: 2, failed: 0 });

    const second = await attempt({ from: 'c', results_of: first.runId });
    expect(await attemptsOf(second.runId)).toEqual(['c']);
    expect(second.tasks).toMatchObject({
      a: { status: 'skipped', given: 'left_out' },
      b: { reused_from: first.tasks.b?.id, given: null },
      c: { output: { b: 'made up' } },
    });
    await expect(attempt({ only: 'c' })).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'trial.pinned.b' }] });
    await expect(attempt({ from: 'c', results_of: hive.deps.newId() })).rejects.toMatchObject({ code: 'not_found' });

    // What was only given is done by a retry, and so is what stood on it.
    const retried = await rerun(first.runId, { kind: 'retry' });
    expect([retried.status, await attemptsOf(retried.runId)]).toEqual(['completed', ['a', 'b', 'c', 'd']]);
    expect(retried.tasks.c?.output).toEqual({ b: 'real' });
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

  test('[RE8] [RE9] a run has checkpoints, and a fork from one does again what came later', async () => {
    failing.add('c');
    const first = await hive.run({
      checkpoint_every: 2,
      max_concurrent_tasks: 1,
      tasks: [
        echo('a', [], { input: 1 }),
        echo('b', ['a'], { input: '${tasks.a.output}' }),
        task('m', ['b'], { task_type: 'echo', map: { over: [1, 2, 3] }, input: '${item}' }),
        task('c', ['m'], { task_type: 'flaky' }),
        echo('d', ['c']),
      ],
    });
    failing.clear();
    const { every, total, checkpoints } = await listRunCheckpoints(hive.deps, first.runId);
    expect([every, total]).toEqual([2, 5]);
    expect(checkpoints.map(({ over, completed, failed }) => [over, completed, failed])).toEqual([
      [4, 3, 1],
      [2, 2, 0],
    ]);
    const seq = checkpoints[1]?.seq ?? 0;
    expect(first.events[seq - 1]).toBe('task.completed b');
    const forked = await rerun(first.runId, { kind: 'fork', fromCheckpoint: seq });
    expect(forked.status).toBe('completed');
    expect(forked.tasks).toMatchObject({
      a: { reused_from: first.tasks.a?.id },
      b: { reused_from: first.tasks.b?.id },
      m: { reused_from: null, output: [1, 2, 3] },
    });
    expect(await readRun(hive.deps, forked.runId)).toMatchObject({ lineage: 'fork', rerunFrom: null, rerunSeq: seq });
    expect((await listRunCheckpoints(hive.deps, forked.runId)).checkpoints.map(({ over }) => over)).toEqual([4]);
    const preview = await previewRerun(hive.deps, { kind: 'fork', version: 'own', runId: first.runId, fromCheckpoint: 2 });
    expect(preview.again.map(({ taskId, because }) => `${taskId} ${because}`)).toEqual([
      'a later',
      'b later',
      'm later',
      'c unfinished',
      'd later',
    ]);
    const retried = rerunRun(hive.deps, { kind: 'retry', version: 'own', runId: first.runId, fromCheckpoint: seq }, BY);
    await expect(retried).rejects.toMatchObject({ code: 'invalid', faults: [{ path: 'from_checkpoint' }] });
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
        { taskId: 'b', name: 'b', because: 'changed', items: null },
        { taskId: 'c', name: 'c', because: 'follows', items: null },
        { taskId: 'd', name: 'd', because: 'new', items: null },
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

  const cancel = (workflowId: string) => bulkCancelSchema.parse({ filter: { workflowId }, reason: 'the price was wrong' });
  /** Runs that wait for a day. */
  const wait = (workflowId: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        hive.submit({ workflow_id: workflowId, tasks: [{ task_id: 'wait', timer: { seconds: 86_400 } }] as never }),
      ),
    );

  test('[RE10] cancels each run that matched and goes on, once, with its reason, however many processes work on it', async () => {
    const [over = ''] = await fail('cancel-all', 1);
    const runs = await wait('cancel-all', 4);
    expect(await countBulkCancel(hive.deps, cancel('cancel-all'))).toMatchObject({ runs: 4 });
    const { id, total } = await startBulkCancel(hive.deps, cancel('cancel-all'), BY);
    expect(total).toBe(4);
    await Promise.all([workBulkRetries(hive.deps), workBulkRetries(hive.deps)]);
    expect(await readBulkRetry(hive.deps, id)).toMatchObject({ act: 'cancel', status: 'completed', started: 4, refused: 0 });
    for (const run of runs) {
      expect(await readRun(hive.deps, run)).toMatchObject({ status: 'cancelled', stopped: { reason: 'the price was wrong' } });
      expect((await hive.events(run)).filter((type) => type === 'run.cancelled')).toHaveLength(1);
    }
    expect((await readRun(hive.deps, over)).status).toBe('failed');
    expect(await countBulkCancel(hive.deps, cancel('cancel-all'))).toMatchObject({ runs: 0 });
  });

  test('[RE10] what was cancelled meanwhile counts as done, what ended otherwise is refused with that', async () => {
    const [gone = '', stays = ''] = await wait('cancel-late', 2);
    const done = await hive.submit({ workflow_id: 'cancel-late', tasks: [{ task_id: 'wait', timer: { seconds: 86_400 } }] as never });
    const { id } = await startBulkCancel(hive.deps, cancel('cancel-late'), BY);
    await changeRunStatus(hive.deps, { runId: gone, verb: 'cancel' }, BY);
    await hive.until(async () => (await hive.tasks(done)).wait?.status === 'waiting');
    await hive.rows('UPDATE task SET available_at = clock_timestamp() WHERE run_id = $1', [done]);
    expect(await hive.ended(done)).toBe('completed');
    await workBulkRetries(hive.deps);
    expect(await readBulkRetry(hive.deps, id)).toMatchObject({
      ...{ status: 'completed', started: 2, refused: 1 },
      faults: [{ runId: done, fault: 'a completed run cannot be cancelled' }],
    });
    expect((await readRun(hive.deps, stays)).status).toBe('cancelled');
  });

  test('[RE10] an abort stops a bulk cancel before its next batch', async () => {
    const [run = ''] = await wait('cancel-stopped', 1);
    const { id } = await startBulkCancel(hive.deps, cancel('cancel-stopped'), BY);
    expect((await stopBulkRetry(hive.deps, id, BY)).status).toBe('aborted');
    await workBulkRetries(hive.deps);
    expect((await readRun(hive.deps, run)).status).toBe('running');
    await changeRunStatus(hive.deps, { runId: run, verb: 'cancel' }, BY);
  });
});

describe('patches', () => {
  const parse = (...ops: unknown[]): Patch => patchSchema.parse({ ops });
  const patch = (runId: string, ...ops: unknown[]) => applyPatch(hive.deps, { runId, patch: parse(...ops), seen: null }, BY);
  /** Everything about the tasks of a run that its graph decides, by key. */
  const shape = async (runId: string) => {
    const rows = await hive.rows<{ key: string }>(
      `SELECT t.key, t.name, t.task_type, t.status, t.pending, t.blocked, t.spec::text, t.input::text,
         (SELECT json_agg(json_build_array(p.key, d."when", d.soft) ORDER BY p.key) FROM task_dependency d JOIN task p ON p.id = d.dep_id WHERE d.task_id = t.id) AS waits_for,
         (SELECT json_agg(p.key ORDER BY p.key) FROM task p WHERE p.id = ANY(t.ref_ids)) AS refs
       FROM task t WHERE t.run_id = $1 ORDER BY t.idx`,
      [runId],
    );
    const [run] = await hive.rows<object>('SELECT total, definition::text FROM run WHERE id = $1', [runId]);
    return { run, rows };
  };
  const running = (runId: string) => hive.until(async () => (await hive.tasks(runId)).a?.status === 'running');
  /** A run whose first task is held, and the way to let it go on. */
  const held = async (tasks: unknown[]) => {
    const hold = createHold();
    hive.agents.on('first', hold.script);
    const runId = await hive.submit({ tasks: [task('a', [], { task_type: 'first' }), ...tasks] as never });
    await running(runId);
    return { runId, release: () => hold.release(completed({ n: 1 })) };
  };

  test('[PA4] a run goes on by its patched graph, and tells of it', async () => {
    const { runId, release } = await held([echo('b', ['a'], { input: 1 }), echo('c', ['b']), echo('d', ['c'])]);
    const applied = await patch(
      runId,
      { op: 'change_input', task_id: 'b', input: { got: '${tasks.a.output.n}' } },
      { op: 'skip', task_id: 'c' },
      { op: 'add', task: echo('x', ['b']), before: ['d'] },
    );
    expect(applied).toMatchObject({ version: 1, status: 'applied', diff: { added: [{ taskId: 'x' }] } });
    expect(await readRun(hive.deps, runId)).toMatchObject({ graphVersion: 1, total: 5 });
    release();
    expect(await hive.ended(runId)).toBe('completed');
    const tasks = await hive.tasks(runId);
    expect(
      Object.values(tasks)
        .map(({ key, status }) => `${key} ${status}`)
        .sort(),
    ).toEqual(['a completed', 'b completed', 'c skipped', 'd completed', 'x completed']);
    expect(tasks.b?.output).toEqual({ got: 1 });
    expect(await hive.events(runId)).toContain('run.patched');
    await expect(patch(runId, { op: 'skip', task_id: 'd' })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('[PA9] the way that a branch took stays taken, whatever is patched', async () => {
    const choose = { task_id: 'choose', branch: { cases: [{ when: 'true', then: ['early'] }], otherwise: ['late', 'later'] } };
    const { runId, release } = await held([
      choose,
      echo('early', ['choose']),
      echo('late', ['choose', 'a']),
      echo('later', ['choose', 'a']),
      echo('other', ['a']),
    ]);
    await hive.until(async () => (await hive.tasks(runId)).early?.status === 'completed');
    await patch(runId, { op: 'change_input', task_id: 'other', input: 1 }, { op: 'change_input', task_id: 'later', input: 1 });
    release();
    expect(await hive.ended(runId)).toBe('completed');
    const skipped = { status: 'skipped', attempts: 0, error: { code: 'branch_not_taken' } };
    expect(await hive.tasks(runId)).toMatchObject({ other: { output: 1 }, late: skipped, later: skipped });
  });

  test('[PA4] a ready task that nobody can take is changed, and begins as changed', async () => {
    const runId = await hive.submit({ tasks: [echo('stuck', [], { required_capabilities: ['nobody-has-it'] }), echo('after', ['stuck'])] });
    await hive.until(async () => (await hive.tasks(runId)).stuck?.wait_reason === 'no_capable_agent');
    const before = (await hive.tasks(runId)).stuck?.id;
    await patch(runId, { op: 'replace', task_id: 'stuck', task: { task_type: 'echo', input: 2 } });
    expect(await hive.ended(runId)).toBe('completed');
    const { stuck } = await hive.tasks(runId);
    expect([stuck?.output, stuck?.id === before]).toEqual([2, false]);
    expect((await hive.events(runId)).filter((event) => event === 'task.waiting stuck')).toHaveLength(1);
  });

  test('[PA4] a ready task waits again when it gets something to wait for, in a paused run too', async () => {
    const runId = await hive.submit({ tasks: [echo('stuck', [], { required_capabilities: ['nobody-has-it'] }), echo('after', ['stuck'])] });
    await hive.until(async () => (await hive.tasks(runId)).stuck?.wait_reason === 'no_capable_agent');
    await changeRunStatus(hive.deps, { runId, verb: 'pause' }, BY);
    await patch(runId, { op: 'add', task: echo('x'), before: ['stuck'] }, { op: 'skip', task_id: 'stuck', dependents: 'continue' });
    const paused = await hive.tasks(runId);
    expect([paused.stuck?.status, paused.x?.status, paused.x?.wait_reason]).toEqual(['pending', 'ready', 'paused']);
    expect(await hive.events(runId)).toContain('task.pending stuck');
    await changeRunStatus(hive.deps, { runId, verb: 'resume' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    expect((await hive.tasks(runId)).stuck?.status).toBe('skipped');
  });

  test('[PA2] a task that was begun is refused at its place, and nothing changes', async () => {
    const { runId, release } = await held([echo('b', ['a'])]);
    const before = await shape(runId);
    const refused = patch(runId, { op: 'change_input', task_id: 'b', input: 1 }, { op: 'change_input', task_id: 'a', input: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'conflict', faults: [{ path: 'ops.1.task_id', message: 'is running' }] });
    expect(await shape(runId)).toEqual(before);
    release();
    await hive.ended(runId);
  });

  test.each(['adaptive', 'sequential'] as const)(
    '[PA5] a revert restores the identical graph of a run that is %s',
    async (execution_mode) => {
      const hold = createHold();
      hive.agents.on('first', hold.script);
      const tasks = [
        task('a', [], { task_type: 'first' }),
        echo('b', ['a'], { input: '${tasks.a.output}' }),
        echo('c', ['a']),
        echo('d', ['b', 'c']),
      ];
      const runId = await hive.submit({ execution_mode, tasks });
      await running(runId);
      const before = await shape(runId);
      const first = await patch(
        runId,
        { op: 'insert_approval', task_id: 'ask', before: 'd', approval: { title: 'Go on?' } },
        { op: 'change_input', task_id: 'c', input: 7 },
      );
      const middle = await shape(runId);
      const second = await patch(runId, { op: 'reroute', task_id: 'd', dependencies: ['a'] }, { op: 'add', task: echo('y', ['d']) });
      await expect(revertPatch(hive.deps, { runId, id: first.id }, BY)).rejects.toMatchObject({ code: 'conflict' });
      const stale = { runId, patch: parse({ op: 'skip', task_id: 'd' }), seen: 1 };
      await expect(applyPatch(hive.deps, stale, BY)).rejects.toMatchObject({ code: 'precondition_failed' });
      await revertPatch(hive.deps, { runId, id: second.id }, BY);
      expect(await shape(runId)).toEqual(middle);
      await revertPatch(hive.deps, { runId, id: first.id }, BY);
      expect(await shape(runId)).toEqual(before);
      await expect(revertPatch(hive.deps, { runId, id: first.id }, BY)).rejects.toMatchObject({ code: 'conflict' });
      await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
      hold.release();
      await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND ended_at IS NULL', [runId])).length === 0);
    },
  );

  test('[PA5] what was begun cannot be taken back; a run of which a revert leaves nothing to do ends', async () => {
    const hold = createHold();
    hive.agents.on('first', hold.script);
    await createWorkflow(hive.deps, { workflow_id: 'patched-flow', name: 'Flow', tasks: [task('a', [], { task_type: 'first' })] }, BY);
    await publishWorkflow(hive.deps, { id: 'patched-flow' }, BY);
    const { runId } = await executeWorkflow(hive.deps, { workflowId: 'patched-flow' }, BY);
    await running(runId);
    const begun = await patch(runId, { op: 'add', task: echo('done') });
    await hive.until(async () => (await hive.tasks(runId)).done?.status === 'completed');
    const refused = revertPatch(hive.deps, { runId, id: begun.id }, BY);
    await expect(refused).rejects.toMatchObject({ code: 'conflict', faults: [{ path: 'tasks.done', message: 'is completed' }] });
    const parked = await patch(runId, { op: 'add', task: echo('x', [], { required_capabilities: ['nobody-has-it'] }) });
    hold.release();
    await hive.until(async () => (await hive.tasks(runId)).a?.status === 'completed');
    await revertPatch(hive.deps, { runId, id: parked.id }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    expect(await readRun(hive.deps, runId)).toMatchObject({ workflowVersion: 1, graphVersion: 3, total: 2, completed: 2 });
  });

  test('[PA4] patches race with completions to one consistent graph', async () => {
    const keys = Array.from({ length: 12 }, (_, at) => `t${at}`);
    const runId = await hive.submit({ max_concurrent_tasks: 4, tasks: keys.map((key, at) => echo(key, at === 0 ? [] : [`t${at - 1}`])) });
    const outcomes = await Promise.allSettled(
      keys
        .slice(2)
        .map((key) =>
          patch(runId, { op: 'add', task: echo(`x-${key}`), before: [key] }, { op: 'change_input', task_id: key, input: { key } }),
        ),
    );
    expect(await hive.ended(runId)).toBe('completed');
    const tasks = await hive.tasks(runId);
    for (const [at, key] of keys.slice(2).entries()) {
      const applied = outcomes[at]?.status === 'fulfilled';
      expect([key, tasks[`x-${key}`]?.status, tasks[key]?.output]).toEqual([
        key,
        applied ? 'completed' : undefined,
        applied ? { key } : {},
      ]);
    }
  });

  test('[PA6] a result proposes a patch; a person accepts it once, or refuses it', async () => {
    const proposal = { ops: [{ op: 'add', task: { task_id: 'extra', task_type: 'echo' } }], note: 'found more to do' };
    const answers: Record<string, unknown> = { good: proposal, other: proposal, bad: { ops: [{ op: 'explode' }] } };
    hive.agents.on('planner', ({ taskKey }) => completed({ proposed_patch: answers[taskKey] }));
    const runId = await hive.submit({
      tasks: [
        ...Object.keys(answers).map((key) => task(key, [], { task_type: 'planner' })),
        echo('stuck', [], { required_capabilities: ['nobody-has-it'] }),
      ],
    });
    await hive.until(
      async () => (await hive.tasks(runId)).bad?.status === 'completed' && (await listPatches(hive.deps, runId)).length === 3,
    );
    const byTask = new Map((await listPatches(hive.deps, runId)).map((each) => [each.proposedByTask, each]));
    expect([byTask.get('good')?.status, byTask.get('bad')?.status, byTask.get('good')?.createdByName]).toEqual([
      'proposed',
      'refused',
      'wide',
    ]);
    expect(byTask.get('bad')?.note).toContain('not a patch');
    const id = byTask.get('good')?.id ?? '';
    const decisions = await Promise.allSettled([acceptPatch(hive.deps, { runId, id }, BY), acceptPatch(hive.deps, { runId, id }, BY)]);
    expect(decisions.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await declinePatch(hive.deps, { runId, id: byTask.get('other')?.id ?? '' }, BY)).status).toBe('refused');
    await hive.until(async () => (await hive.tasks(runId)).extra?.status === 'completed');
    await changeRunStatus(hive.deps, { runId, verb: 'cancel' }, BY);
  });

  test('[PA8] what the policy of a workflow allows is applied before the result counts; the rest waits for a person', async () => {
    const add = (task_id: string, before: string[] = []) => ({
      op: 'add',
      task: { task_id, task_type: 'echo', dependencies: ['plan'] },
      before,
    });
    const answers: Record<string, unknown> = {
      plan: { ops: [add('between', ['after'])] },
      skips: { ops: [add('second'), { op: 'skip', task_id: 'after' }] },
      broken: { ops: [add('between')] },
      third: { ops: [add('extra')] },
      fourth: { ops: [add('too-many')] },
    };
    hive.agents.on('architect', ({ taskKey }) => completed({ proposed_patch: answers[taskKey] }));
    const { tasks, runId, status } = await hive.run({
      accept_proposals: { operations: ['add', 'change_input'], most: 2 },
      tasks: [
        task('plan', [], { task_type: 'architect' }),
        echo('after', ['plan']),
        task('skips', ['after'], { task_type: 'architect' }),
        task('broken', ['skips'], { task_type: 'architect' }),
        task('third', ['broken'], { task_type: 'architect' }),
        task('fourth', ['third'], { task_type: 'architect' }),
      ],
    });
    expect(status).toBe('completed');
    expect(Object.keys(tasks).sort()).toEqual(['after', 'between', 'broken', 'extra', 'fourth', 'plan', 'skips', 'third']);
    const [between] = await hive.rows('SELECT 1 FROM task_dependency WHERE task_id = $1 AND dep_id = $2', [
      tasks.after?.id,
      tasks.between?.id,
    ]);
    expect(between).toBeDefined();
    const patches = new Map((await listPatches(hive.deps, runId)).map((each) => [each.proposedByTask, each]));
    expect([...Object.keys(answers)].map((key) => patches.get(key)?.status)).toEqual([
      'applied',
      'proposed',
      'proposed',
      'applied',
      'proposed',
    ]);
    expect(patches.get('plan')?.decidedByName).toBe('policy of the workflow');
  });
});
