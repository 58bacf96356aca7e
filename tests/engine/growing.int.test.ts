// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { JsonValue } from '../../src/server/core/json.ts';
import { patchSchema } from '../../src/server/core/run/patch.ts';
import type { TaskSpec } from '../../src/server/core/task/spec.ts';
import { BLUEPRINTS } from '../../src/server/core/workflow/blueprints/blueprints.ts';
import type { QueuedTask, RunFacts } from '../../src/server/db/read-queue.ts';
import { advanceTask } from '../../src/server/use-cases/advance-task.ts';
import { changeRunStatus } from '../../src/server/use-cases/change-run.ts';
import { applyPatch } from '../../src/server/use-cases/patch-run.ts';
import { previewRerun, rerunRun } from '../../src/server/use-cases/rerun-run.ts';
import { REVIEWS } from '../demo/run-review.ts';
import { TemporaryRepository } from '../demo/temporary-repository.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, createHold, failedWith, hang } from './scripted-agents.ts';

// Graphs that grow while they run: maps and loops, and branches, which choose their way.

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
  for (const name of ['one', 'two', 'three']) await hive.addAgent({ name, slots: 8 });
  await hive.startWorker();
  await hive.startWorker();
  hive.agents.on('list', () => completed({ files: ['a', 'b', 'c', 'd', 'e'] }));
  hive.agents.on('echo', (call) => completed(call.input));
});
afterEach(() => hive.checkInvariants());
afterAll(() => hive.close());

/** A map with a task before it that gives the list, and one behind it that reads the result. */
const overFiles = (map: object, more: Record<string, unknown> = {}) => [
  task('list', [], { task_type: 'list' }),
  task('each', ['list'], {
    task_type: 'echo',
    input: { file: '${item}', no: '${index}' },
    map: { over: '${tasks.list.output.files}', ...map },
    ...more,
  }),
  task('after', ['each'], { task_type: 'echo', input: '${tasks.each.output}' }),
];

interface RunCounts {
  total: number;
  completed: number;
  failed: number;
  items: number;
  items_failed: number;
}
const countsOf = async (runId: string) =>
  (await hive.rows<RunCounts>('SELECT total, completed, failed, items, items_failed FROM run WHERE id = $1', [runId]))[0];

test('[MP3] a map makes one call per item of a list known only at run time, and gives the outputs in order', async () => {
  const { runId, status, tasks, events } = await hive.run({ tasks: overFiles({}) });
  expect(status).toBe('completed');
  const outputs = ['a', 'b', 'c', 'd', 'e'].map((file, no) => ({ file, no }));
  expect(tasks.each).toMatchObject({ status: 'completed', fence: 0, output: outputs, error: null });
  expect(tasks.after?.output).toEqual(outputs);
  expect(tasks['each[3]']).toMatchObject({ status: 'completed', fence: 1, output: { file: 'd', no: 3 } });
  expect(await countsOf(runId)).toEqual({ total: 8, completed: 8, failed: 0, items: 5, items_failed: 0 });
  expect(events.filter((event) => event.endsWith(' each'))).toEqual([
    'task.ready each',
    'task.grown each',
    'task.ready each',
    'task.completed each',
  ]);
});

test('[MP3] calls keep the references that are not of their item, retry on their own, and are checked against the contract', async () => {
  hive.agents.on('flaky', (call) =>
    call.fence === 1 && (call.input as { no: number }).no % 2 === 0 ? failedWith() : completed(call.input),
  );
  const { status, tasks } = await hive.run(
    {
      tasks: [
        task('first', [], { task_type: 'echo', input: { word: '${input.word} $${item}' } }),
        task('each', ['first'], {
          task_type: 'flaky',
          input: { word: '${tasks.first.output.word}', both: '${tasks.first.output.word}/${item.name}', no: '${index}' },
          map: { over: [{ name: 'x' }, { name: '${input.word}' }, { name: '$${input.word}' }] },
          retry: { backoff_ms: 0 },
          contract: { condition: 'output.word == tasks.first.output.word' },
        }),
      ],
    },
    { input: { word: 'hi' } },
  );
  expect(status).toBe('completed');
  const word = 'hi ${item}';
  expect(tasks.each?.output).toEqual(['x', 'hi', '${input.word}'].map((name, no) => ({ word, both: `${word}/${name}`, no })));
  expect(Object.values(tasks).filter(({ attempts }) => attempts === 2)).toHaveLength(2);
});

test.each<[string, JsonValue, object, object]>([
  ['an empty list is done at once', [], {}, { status: 'completed', output: [], error: null }],
  [
    'what is no list fails the map',
    { not: 'a list' },
    {},
    { status: 'failed', error: { code: 'input_unresolved', message: 'over: this is no list but an object' } },
  ],
  ['too many items fail the map', [1, 2, 3], { max_items: 2 }, { status: 'failed', error: { code: 'too_many_items' } }],
  [
    'an item without what is asked of it fails the map',
    [{ path: 1 }, {}],
    { path: true },
    { status: 'failed', error: { code: 'input_unresolved' } },
  ],
])('[MP4] %s', async (_, list, { path, ...map }: { path?: boolean }, end) => {
  const input = path ? '${item.path}' : '${item}';
  const { runId, tasks } = await hive.run(
    { tasks: [task('each', [], { task_type: 'echo', input, map: { over: '${input}', ...map } })] },
    { input: list },
  );
  expect(tasks.each).toMatchObject(end);
  expect(await countsOf(runId)).toMatchObject({ total: 1, items: 0 });
});

test('[MP5] items that fail within the tolerance leave nulls and their causes, and do not fail the run', async () => {
  hive.agents.on('picky', (call) =>
    'bd'.includes((call.input as { file: string }).file) ? failedWith({ retryable: false }) : completed(1),
  );
  const tolerated = await hive.run({ tasks: overFiles({ failure_tolerance: 0.4 }, { task_type: 'picky' }) });
  expect(tolerated.status).toBe('completed');
  expect(tolerated.tasks.each).toMatchObject({ status: 'completed', output: [1, null, 1, null, 1], error: { code: 'items_failed' } });
  expect(tolerated.tasks.each?.error?.detail).toMatchObject({
    failed: 2,
    items: 5,
    failures: [{ index: 1, code: 'agent_error' }, { index: 3 }],
  });
  expect(await countsOf(tolerated.runId)).toEqual({ total: 8, completed: 6, failed: 2, items: 5, items_failed: 2 });
  const refused = await hive.run({ tasks: overFiles({ failure_tolerance: 0.3 }, { task_type: 'picky' }) });
  expect(refused.status).toBe('failed');
  expect(refused.tasks).toMatchObject({
    each: { status: 'failed', output: null, error: { code: 'items_failed' } },
    after: { status: 'skipped' },
  });
  expect(await countsOf(refused.runId)).toMatchObject({ failed: 3, items_failed: 2 });
  const put = await hive.run({ tasks: overFiles({}, { task_type: 'picky' }), failure_tolerance: 0.34 });
  expect(put.status).toBe('completed');
});

test('[MP6] no more items are at work than the map allows, and no fewer', async () => {
  const hold = createHold();
  hive.agents.on('few', hold.script);
  const over = Array.from({ length: 9 }, (_, at) => at);
  const runId = await hive.submit({ tasks: [task('each', [], { task_type: 'few', map: { over, max_concurrency: 3 } })] });
  await hive.agents.begun(runId, 3);
  const waiting = Object.values(await hive.tasks(runId)).filter(({ wait_reason }) => wait_reason === 'map_limit');
  expect(waiting).toHaveLength(6);
  expect(await hive.run({ tasks: [task('other')] })).toMatchObject({ status: 'completed' });
  hold.release();
  expect(await hive.ended(runId)).toBe('completed');
  expect(hive.agents.mostAtOnce('few')).toBe(3);
});

test('[MP7] a grown run is paused and resumed as a whole, and cancelled as a whole', async () => {
  const hold = createHold();
  hive.agents.on('slow', hold.script);
  const tasks = overFiles({ max_concurrency: 2 }, { task_type: 'slow' });
  const paused = await hive.submit({ tasks });
  await hive.agents.begun(paused, 3);
  await changeRunStatus(hive.deps, { verb: 'pause', runId: paused }, BY);
  hold.release();
  await hive.until(async () => Object.values(await hive.tasks(paused)).filter(({ status }) => status === 'completed').length === 3);
  expect(hive.agents.effectsOf(paused)).toHaveLength(3);
  await changeRunStatus(hive.deps, { verb: 'resume', runId: paused }, BY);
  expect(await hive.ended(paused)).toBe('completed');
  hive.agents.on('slow', hang);
  const runId = await hive.submit({ tasks });
  await hive.agents.begun(runId, 3);
  await changeRunStatus(hive.deps, { verb: 'cancel', runId }, BY);
  expect(await hive.ended(runId)).toBe('cancelled');
  expect(await countsOf(runId)).toMatchObject({ total: 8, completed: 1 });
  await hive.until(async () => (await hive.rows('SELECT 1 FROM attempt WHERE run_id = $1 AND ended_at IS NULL', [runId])).length === 0);
});

test('[MP8] an output that is too large for a row is kept as an artifact, and read from there', async () => {
  hive.agents.on('large', () => completed('x'.repeat(70_000)));
  const { tasks } = await hive.run({
    tasks: [
      task('each', [], { task_type: 'large', map: { over: [1, 2] } }),
      task('after', ['each'], { task_type: 'echo', input: { size: '${tasks.each.output[1]}' } }),
    ],
  });
  expect(tasks.each).toMatchObject({ status: 'completed', output: null, output_artifact_id: expect.any(String) });
  expect(tasks.after).toMatchObject({ status: 'completed', output_artifact_id: expect.any(String) });
});

test('[MP9] a retry of a grown run takes a completed map over and does a failed one again, on the list as it then is', async () => {
  hive.agents.on('once', (call) =>
    hive.agents.effectsOf(call.runId, call.taskKey).length > 0 && broken ? failedWith({ retryable: false }) : completed(call.input),
  );
  let broken = true;
  const tasks = [
    ...overFiles({}),
    task('again', ['after'], { task_type: 'once', input: '${item}', map: { over: '${tasks.each.output}' } }),
  ];
  const first = await hive.run({ tasks });
  expect(first.status).toBe('failed');
  broken = false;
  const { runId } = await rerunRun(hive.deps, { runId: first.runId, kind: 'retry', version: 'own' }, BY);
  expect(await hive.ended(runId)).toBe('completed');
  const second = await hive.tasks(runId);
  expect(Object.keys(second).filter((key) => key.startsWith('each['))).toEqual([]);
  expect(second.again?.output).toEqual(first.tasks.each?.output);
  expect(await countsOf(runId)).toMatchObject({ total: 9, completed: 9, items: 5 });
});

test('[MP9] a retry of a failed map does its failed items again and keeps the others, through several retries and with a limit', async () => {
  let broken = ['b', 'd'];
  hive.agents.on('picky', (call) =>
    broken.includes(call.input as string) ? failedWith({ retryable: false }) : completed({ did: call.input }),
  );
  const list = ['a', 'b', 'c', 'd', 'b', 'a'];
  const each = task('each', ['list'], {
    task_type: 'picky',
    input: '${item}',
    map: { over: '${tasks.list.output.all}', max_concurrency: 1 },
  });
  const tasks = [
    task('list', [], { task_type: 'echo', input: { all: list } }),
    each,
    task('after', ['each'], { task_type: 'echo', input: '${tasks.each.output}' }),
  ];
  const first = await hive.run({ tasks });
  expect(first.status).toBe('failed');
  const again = { runId: first.runId, kind: 'retry', version: 'own' } as const;
  const preview = await previewRerun(hive.deps, again);
  expect(preview.again.map(({ taskId, items }) => [taskId, items])).toEqual([
    ['each', { kept: 3, all: 6 }],
    ['after', null],
  ]);

  broken = ['d'];
  const { runId: half } = await rerunRun(hive.deps, again, BY);
  expect(await hive.ended(half)).toBe('failed');
  const halfTasks = await hive.tasks(half);
  expect(list.map((_, at) => halfTasks[`each[${at}]`]?.reused_from ?? null)).toEqual([
    ...[first.tasks['each[0]']?.id, null, first.tasks['each[2]']?.id, null, null, first.tasks['each[5]']?.id],
  ]);
  const called = (runId: string) => list.map((_, at) => hive.agents.effectsOf(runId, `each[${at}]`).length);
  expect(called(half)).toEqual([0, 1, 0, 1, 1, 0]);
  expect(await hive.events(half)).toContain('task.completed each[0]');
  expect(await countsOf(half)).toMatchObject({ total: 9, completed: 6, failed: 2, items: 6, items_failed: 1 });

  broken = [];
  const { runId: whole } = await rerunRun(hive.deps, { ...again, runId: half, kind: 'fork', fromTask: 'each' }, BY);
  expect(await hive.ended(whole)).toBe('completed');
  expect(called(whole)).toEqual([0, 0, 0, 1, 0, 0]);
  expect((await hive.tasks(whole)).after?.output).toEqual(list.map((did) => ({ did })));

  const { runId: fresh } = await rerunRun(hive.deps, { ...again, kind: 'fork', fromTask: 'list' }, BY);
  expect(await hive.ended(fresh)).toBe('completed');
  expect(called(fresh)).toEqual([1, 1, 1, 1, 1, 1]);
});

test('[MP9] a map whose items had all completed before its run was cancelled calls nobody again', async () => {
  const hold = createHold();
  hive.agents.on('held', hold.script);
  const runId = await hive.submit({ tasks: [task('each', [], { task_type: 'held', input: '${item}', map: { over: [1, 2] } })] });
  await hive.agents.begun(runId, 2);
  await changeRunStatus(hive.deps, { verb: 'pause', runId }, BY);
  hold.release();
  await hive.until(async () => (await countsOf(runId))?.completed === 2);
  await changeRunStatus(hive.deps, { verb: 'cancel', runId }, BY);
  expect(await hive.ended(runId)).toBe('cancelled');
  const again = await rerunRun(hive.deps, { runId, kind: 'retry', version: 'own' }, BY);
  expect(await hive.ended(again.runId)).toBe('completed');
  expect((await hive.tasks(again.runId)).each?.output).toEqual([{ held: true }, { held: true }]);
  expect(hive.agents.effectsOf(again.runId)).toEqual([]);
});

test('[MP10] who comes late with what it read before finds that the calls were made', async () => {
  const hold = createHold();
  hive.agents.on('late', hold.script);
  const runId = await hive.submit({ tasks: [task('each', [], { task_type: 'late', map: { over: [1, 2] } })] });
  await hive.agents.begun(runId, 2);
  const [row] = await hive.rows<{ id: string; spec: TaskSpec }>(`SELECT id, spec FROM task WHERE run_id = $1 AND key = 'each'`, [runId]);
  if (row === undefined) throw new Error('no such task');
  const { grown: _, ...spec } = row.spec;
  const read = { id: row.id, runId, key: 'each', fence: 0, references: [], inputText: '{}' } as unknown as QueuedTask;
  const stale = { task: read, spec, run: { input: {}, context: {} } as RunFacts };
  const none = { evaluate: () => Promise.resolve([]), closed: () => false, close: () => Promise.resolve() };
  await advanceTask(hive.deps, none, stale);
  hold.release();
  expect(await hive.ended(runId)).toBe('completed');
  await advanceTask(hive.deps, none, stale);
  expect(await countsOf(runId)).toMatchObject({ total: 3, completed: 3, items: 2 });
});

const refine = (loop: object, more: Record<string, unknown> = {}) => [
  task('refine', [], {
    task_type: 'score',
    input: { last: '${previous}', no: '${iteration}' },
    loop: { until: 'output.score >= 3', max_iterations: 5, ...loop },
    ...more,
  }),
  task('after', ['refine'], { task_type: 'echo', input: { score: '${tasks.refine.output.score}' } }),
];

test('[LO2] a loop calls again with what it got before until its condition holds, each call with its own attempts', async () => {
  hive.agents.on('score', (call) =>
    call.taskKey === 'refine[2]' && call.fence === 1
      ? failedWith()
      : completed({ score: (call.input as { no: number }).no, given: call.input }),
  );
  const { status, tasks, runId } = await hive.run({ tasks: refine({}, { retry: { backoff_ms: 0 } }) });
  expect(status).toBe('completed');
  const first = { score: 1, given: { last: null, no: 1 } };
  const second = { score: 2, given: { last: first, no: 2 } };
  expect(tasks.refine?.output).toEqual({ score: 3, given: { last: second, no: 3 } });
  expect(tasks.after?.output).toEqual({ score: 3 });
  expect([1, 2, 3].map((no) => tasks[`refine[${no}]`]?.attempts)).toEqual([1, 2, 1]);
  expect(await countsOf(runId)).toMatchObject({ total: 5, completed: 5, items: 3 });
});

test.each<[string, object, string, object]>([
  ['never holds', { until: 'output.score > 9', max_iterations: 2 }, 'score', { code: 'loop_exhausted', detail: { iterations: 2 } }],
  ['has no value', { until: 'output.missing == 1' }, 'score', { code: 'condition_error' }],
  ['is never asked', {}, 'broken', { code: 'iteration_failed', detail: { iteration: 1, cause: 'agent_error' } }],
])('[LO1] a loop whose condition %s fails with the cause', async (_, loop, task_type, error) => {
  hive.agents.on('broken', () => failedWith({ retryable: false }));
  const { status, tasks } = await hive.run({ tasks: refine(loop, { task_type }) });
  expect(status).toBe('failed');
  expect(tasks).toMatchObject({ refine: { status: 'failed', error }, after: { status: 'skipped', error: { code: 'dependency_unmet' } } });
});

const choose = {
  tasks: [
    {
      task_id: 'choose',
      branch: {
        cases: [
          { when: 'input.n > 10', then: ['big', 'both'] },
          { when: 'input.n > 5', then: ['mid'] },
        ],
        otherwise: ['small', 'both'],
      },
    },
    ...['big', 'mid', 'small', 'both'].map((id) => task(id, ['choose'])),
    task(
      'end',
      ['big', 'mid', 'small'].map((task_id) => ({ task_id, soft: true })),
    ),
    task('beyond', ['mid']),
  ],
};

test.each<[string, number, string[], JsonValue]>([
  ['the first case that holds', 20, ['big', 'both'], { case: 0, taken: ['big', 'both'] }],
  ['a later one', 7, ['mid', 'beyond'], { case: 1, taken: ['mid'] }],
  ['otherwise', 1, ['small', 'both'], { case: null, taken: ['small', 'both'] }],
])('[BN1] a branch takes %s', async (_, n, ran, output) => {
  const { status, tasks } = await hive.run(choose, { input: { n } });
  expect(status).toBe('completed');
  expect(tasks.choose).toMatchObject({ status: 'completed', fence: 0, output });
  for (const id of ['big', 'mid', 'small', 'both']) {
    expect(tasks[id]).toMatchObject(
      ran.includes(id) ? { status: 'completed' } : { status: 'skipped', error: { code: 'branch_not_taken' } },
    );
  }
  expect(tasks.beyond).toMatchObject(
    ran.includes('beyond') ? { status: 'completed' } : { status: 'skipped', error: { code: 'dependency_unmet' } },
  );
  expect(tasks.end?.status).toBe('completed');
});

test('[BN1] a case that has no value fails the branch with its cause, and nothing is chosen', async () => {
  const { status, tasks } = await hive.run(choose, { input: {} });
  expect(status).toBe('failed');
  expect(tasks.choose).toMatchObject({
    status: 'failed',
    error: { code: 'condition_error', message: expect.stringContaining('cases.0.when') },
  });
  expect(tasks.big).toMatchObject({ status: 'skipped', error: { code: 'dependency_unmet' } });
});

test('[BN3] a retry goes the way that was taken', async () => {
  hive.agents.on('flaw', () => failedWith({ retryable: false }));
  const tasks = choose.tasks.map((each) => (each.task_id === 'big' ? task('big', ['choose'], { task_type: 'flaw' }) : each));
  const first = await hive.run({ tasks }, { input: { n: 20 } });
  expect(first.status).toBe('failed');
  hive.agents.on('flaw', () => completed(1));
  const { runId } = await rerunRun(hive.deps, { runId: first.runId, kind: 'retry', version: 'own' }, BY);
  expect(await hive.ended(runId)).toBe('completed');
  expect(await hive.tasks(runId)).toMatchObject({
    choose: { output: { case: 0 } },
    big: { status: 'completed', attempts: 1 },
    mid: { status: 'skipped' },
    small: { status: 'skipped' },
  });
});

test('[BN3] a retry goes the way that was taken, also where the other one had not come to its end', async () => {
  hive.agents.on('flaw', () => failedWith({ retryable: false }));
  const tasks = [
    { task_id: 'choose', branch: { cases: [{ when: 'input.n > 10', then: ['big'] }], otherwise: ['late'] } },
    task('slow', [], { task_type: 'flaw' }),
    task('big', ['choose']),
    task('late', ['choose', 'slow']),
  ];
  const first = await hive.run({ tasks }, { input: { n: 20 } });
  hive.agents.on('flaw', () => completed(1));
  const again = async (from: string) => {
    const { runId } = await rerunRun(hive.deps, { runId: from, kind: 'retry', version: 'own', fromTask: 'slow' }, BY);
    expect(await hive.ended(runId)).toBe('completed');
    expect(await hive.tasks(runId)).toMatchObject({
      slow: { status: 'completed', attempts: 1 },
      late: { status: 'skipped', error: { code: 'branch_not_taken' } },
    });
    return runId;
  };
  // The way stays closed from one retry to the next.
  await again(await again(first.runId));
});

test('[XM1] in a mixed run what may not run beside others runs alone, retries included', async () => {
  const atWork = new Set<string>();
  const beside: string[][] = [];
  hive.agents.on('seen', async (call) => {
    atWork.add(call.taskKey);
    beside.push([...atWork]);
    await new Promise((resolve) => setImmediate(resolve));
    atWork.delete(call.taskKey);
    return call.taskKey === 'alone' && call.fence === 1 ? failedWith() : completed(1);
  });
  const seen = { task_type: 'seen', retry: { backoff_ms: 1 } };
  const side = (name: string, dependencies: string[]) => Array.from({ length: 4 }, (_, at) => task(`${name}${at}`, dependencies, seen));
  const tasks = [
    task('root', [], seen),
    ...side('early', ['root']),
    task('alone', ['root'], { ...seen, parallelizable: false }),
    ...side('late', ['early0']),
  ];
  const { status } = await hive.run({ tasks, execution_mode: 'mixed' });
  expect(status).toBe('completed');
  expect(beside.filter((keys) => keys.includes('alone'))).toEqual([['alone'], ['alone']]);
});

test('[XM2] in a fault tolerant run a failed task is tried once more, each time by another agent', async () => {
  hive.agents.on('picky', () => failedWith());
  const { runId, status, tasks } = await hive.run({
    tasks: [
      task('a', [], { task_type: 'picky', retry: { max_attempts: 2, backoff_ms: 0 } }),
      task('b', ['a']),
      task('c'),
      task('d', ['c']),
    ],
    execution_mode: 'fault_tolerant',
  });
  expect(status).toBe('failed');
  expect(tasks).toMatchObject({ a: { status: 'failed', attempts: 3 }, b: { status: 'skipped' }, d: { status: 'completed' } });
  expect(new Set(hive.agents.effectsOf(runId, 'a').map(({ agentId }) => agentId)).size).toBe(3);
});

test('[TM4] every blueprint runs with what the demo fleet does, and without anything else', async () => {
  const { agents } = hive;
  for (const [taskType, review] of Object.entries(REVIEWS))
    agents.on(taskType, async (call) => completed(await review(call.input as never, () => undefined)));
  const capabilities = [...new Set(BLUEPRINTS.flatMap((each) => each.generate({}).tasks.flatMap((one) => one.required_capabilities)))];
  await hive.addAgent({ name: 'demo', slots: 8, capabilities });
  const project = new TemporaryRepository().init();
  try {
    project.write('src/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
    project.write('src/b.ts', 'export const b = 1;\n');
    project.write('LICENSE', 'MIT License\n');
    project.git('add', '.');
    const ends = await Promise.all(
      BLUEPRINTS.map(async (each) => [each.name, (await hive.run(each.generate({ path: project.root }))).status]),
    );
    expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(BLUEPRINTS.map(({ name }) => [name, 'completed'])));
  } finally {
    project.remove();
  }
});

const saga = (more: object = {}) => ({
  on_failure: 'rollback' as const,
  tasks: [
    task('flight', [], {
      task_type: 'echo',
      input: { booking: 'F1' },
      compensation: { task_type: 'cancel', input: { cancel: '${tasks.flight.output.booking}' } },
    }),
    task('hotel', ['flight'], {
      task_type: 'echo',
      input: { booking: 'H1' },
      compensation: { task_type: 'cancel', input: { cancel: '${tasks.hotel.output.booking}' } },
    }),
    task('free', ['flight']),
    task('pay', ['hotel', 'free'], { task_type: 'pay', compensation: { task_type: 'cancel' } }),
  ],
  ...more,
});

test('[CP1] a run that fails undoes what completed, the last first, each once', async () => {
  hive.agents.on('pay', () => failedWith({ retryable: false }));
  hive.agents.on('cancel', (call) => completed(call.input));
  const { runId, status, tasks } = await hive.run(saga());
  expect(status).toBe('failed');
  const undone = hive.agents.effectsOf(runId).filter(({ taskKey }) => taskKey.endsWith('[undo]'));
  expect(undone.map(({ taskKey, input }) => [taskKey, input])).toEqual([
    ['hotel[undo]', { cancel: 'H1' }],
    ['flight[undo]', { cancel: 'F1' }],
  ]);
  expect(tasks.$rollback).toMatchObject({
    status: 'completed',
    output: [
      { compensation: 'hotel[undo]', status: 'completed', error: null },
      { compensation: 'flight[undo]', status: 'completed', error: null },
    ],
  });
  expect(await countsOf(runId)).toEqual({ total: 7, completed: 6, failed: 1, items: 3, items_failed: 0 });
});

test('[CP2] a run that ends well, or that puts up with its failures, undoes nothing', async () => {
  hive.agents.on('pay', () => completed('paid'));
  const well = await hive.run(saga());
  expect(well).toMatchObject({ status: 'completed', tasks: { $rollback: { status: 'skipped' } } });
  hive.agents.on('pay', () => failedWith({ retryable: false }));
  const tolerated = await hive.run(saga({ failure_tolerance: 0.25 }));
  expect(tolerated).toMatchObject({ status: 'completed', tasks: { $rollback: { status: 'skipped' } } });
  expect(await hive.run(saga({ failure_tolerance: 0.24 }))).toMatchObject({
    status: 'failed',
    tasks: { $rollback: { status: 'completed' } },
  });
});

test('[CP3] a compensation that fails keeps none of the others from running', async () => {
  hive.agents.on('cancel', (call) => (call.taskKey === 'hotel[undo]' ? failedWith({ retryable: false }) : completed(1)));
  const { status, tasks } = await hive.run(saga());
  expect(status).toBe('failed');
  expect(tasks).toMatchObject({
    'hotel[undo]': { status: 'failed' },
    'flight[undo]': { status: 'completed' },
    $rollback: { status: 'failed', error: { code: 'compensation_failed' } },
  });
});

test('[PA9] the rollback undoes by the patched graph', async () => {
  const hold = createHold();
  hive.agents.on('hold', hold.script);
  hive.agents.on('pay', () => failedWith({ retryable: false }));
  hive.agents.on('cancel', (call) => completed(call.input));
  const undoneIn = async (compensation: object | undefined, ops: unknown[]) => {
    const runId = await hive.submit({
      on_failure: 'rollback',
      tasks: [
        task('wait', [], { task_type: 'hold' }),
        task('hotel', ['wait'], { task_type: 'echo', ...(compensation && { compensation }) }),
        task('pay', ['hotel'], { task_type: 'pay' }),
      ],
    });
    await hive.agents.begun(runId, 1);
    await applyPatch(hive.deps, { runId, patch: patchSchema.parse({ ops }), seen: null }, BY);
    return runId;
  };
  const replaced = (more: object) => [{ op: 'replace', task_id: 'hotel', task: { task_type: 'echo', ...more } }];
  const first = { task_type: 'cancel', input: 'the first' };
  const runs = await Promise.all([
    undoneIn(first, replaced({ compensation: { task_type: 'cancel', input: 'the second' } })),
    undoneIn(first, replaced({})),
    undoneIn(undefined, replaced({ compensation: first })),
  ]);
  hold.release();
  const undone = async (runId: string) => {
    expect(await hive.ended(runId)).toBe('failed');
    return hive.agents.effectsOf(runId, 'hotel[undo]').map(({ input }) => input);
  };
  expect(await Promise.all(runs.map(undone))).toEqual([['the second'], [], ['the first']]);
  const counts = await Promise.all(runs.map(countsOf));
  expect(counts.map((each) => [each?.total, each?.items])).toEqual([
    [5, 2],
    [3, 0],
    [5, 2],
  ]);
});

test('[CP4] a retry of a run that was rolled back does everything again', async () => {
  hive.agents.on('cancel', () => completed(1));
  const first = await hive.run(saga());
  hive.agents.on('pay', () => completed('paid'));
  const { runId } = await rerunRun(hive.deps, { runId: first.runId, kind: 'retry', version: 'own' }, BY);
  expect(await hive.ended(runId)).toBe('completed');
  expect(
    hive.agents
      .effectsOf(runId)
      .map(({ taskKey }) => taskKey)
      .toSorted(),
  ).toEqual(['flight', 'free', 'hotel', 'pay']);
});
