// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import { MAX_YIELD_MS, pathYields } from '../schedule/path-yield.ts';
import { HEAD_START_MS, queueRank } from '../task/queue-rank.ts';
import { EXECUTION_MODES } from './definition.ts';
import { buildGraph, topologicalOrder } from './graph.ts';
import { planRun, workflowSlug } from './plan-run.ts';
import { validateDefinition } from './validate-definition.ts';

const NOW = 1_700_000_000_000;
const tasks = [
  {
    task_id: 'join',
    task_type: 'join',
    dependencies: ['left', { task_id: 'right', when: 'always', soft: true }],
    condition: 'tasks.start.status == "completed"',
  },
  { task_id: 'left', task_type: 'work', dependencies: ['start'], input: { seen: '${tasks.start.output}' } },
  { task_id: 'right', task_type: 'work', dependencies: ['start'], priority: 'critical' },
  { task_id: 'start', task_type: 'work', name: 'Start here' },
];

function plan(over: object = {}) {
  let ids = 0;
  const definition = validateDefinition({ name: 'Zwölf Größen!', tasks, ...over });
  return planRun({ definition, runId: 'run', newId: () => `id${++ids}`, input: { a: 1 }, context: {}, now: NOW });
}

describe('plan run', () => {
  it('[W10] roots are ready and ranked, the others wait for their direct dependencies', () => {
    const planned = plan().tasks.map(({ key, idx, status, pending, queueRank: rank }) => [key, idx, status, pending, rank]);
    expect(planned).toEqual([
      ['join', 0, 'pending', 2, null],
      ['left', 1, 'pending', 1, null],
      ['right', 2, 'pending', 1, null],
      ['start', 3, 'ready', 0, queueRank({ readyAtMs: NOW, priority: 5 })],
    ]);
  });

  it('[W10] ids are drawn in topological order, edges carry what the definition says', () => {
    const { tasks: planned, dependencies } = plan();
    expect(planned.map(({ key, id }) => [key, id])).toEqual([
      ['join', 'id4'],
      ['left', 'id2'],
      ['right', 'id3'],
      ['start', 'id1'],
    ]);
    expect(dependencies).toContainEqual({ taskId: 'id4', depId: 'id3', when: 'always', soft: true });
    expect(dependencies).toContainEqual({ taskId: 'id4', depId: 'id2', when: 'completed', soft: false });
    expect(dependencies).toHaveLength(4);
  });

  it('[W11] refIds are the tasks named, and with a condition the direct dependencies', () => {
    const refs = Object.fromEntries(plan().tasks.map(({ key, refIds }) => [key, [...refIds].sort()]));
    expect(refs).toEqual({ join: ['id1', 'id2', 'id3'], left: ['id1'], right: [], start: [] });
  });

  it('[W12] the run row says what the dispatcher keeps to', () => {
    expect(plan({ max_duration_minutes: 2, priority: 'high' }).run).toMatchObject({
      status: 'running',
      workflowId: 'zwolf-gro-en',
      priority: 8,
      maxConcurrentTasks: 10,
      total: 4,
      createdAtMs: NOW,
      deadlineAtMs: NOW + 120_000,
    });
  });

  it('[W14] what runs of a definition have in common is planned once, and as for a definition that nobody has seen', () => {
    const definition = validateDefinition({ name: 'Seen before', tasks, execution_mode: 'fault_tolerant' });
    const planned = (from: typeof definition) => {
      let ids = 0;
      return planRun({ definition: from, runId: 'run', newId: () => `id${++ids}`, input: {}, context: {}, now: NOW });
    };
    const [first, second] = [planned(definition), planned(definition)];
    expect(second).toEqual(first);
    expect(second.tasks.every(({ spec }, at) => spec === first.tasks[at]?.spec)).toBe(true);
    expect(planned(structuredClone(definition))).toEqual(first);
  });

  it('[W13] in a sequential run each task waits for the one before it in topological order, whatever their priorities', () => {
    const tasks = [
      { task_id: 'a', task_type: 'work', priority: 'low' },
      { task_id: 'b', task_type: 'work', priority: 'critical' },
      { task_id: 'c', task_type: 'work', dependencies: ['a'] },
      { task_id: 'd', task_type: 'work', dependencies: ['c'] },
    ];
    const { run, tasks: planned, dependencies } = plan({ tasks, execution_mode: 'sequential', max_concurrent_tasks: 7 });
    const keyOf = new Map(planned.map(({ id, key }) => [id, key]));
    expect(run.maxConcurrentTasks).toBe(1);
    expect(planned.map(({ pending }) => pending)).toEqual([0, 1, 2, 1]);
    expect(planned.map(({ queueRank: rank }) => rank !== null)).toEqual([true, false, false, false]);
    const turns = dependencies.filter(({ when }) => when === 'turn').map(({ taskId, depId }) => [keyOf.get(depId), keyOf.get(taskId)]);
    expect(turns).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  it('[XM4] no two execution modes plan the same run alike, and each does what it is named for', () => {
    const shape = [
      { task_id: 'long', task_type: 'work', estimated_duration_minutes: 9, hedge: true },
      { task_id: 'alone', task_type: 'work', estimated_duration_minutes: 2, parallelizable: false },
      { task_id: 'last', task_type: 'work', estimated_duration_minutes: 1, dependencies: ['long', 'alone'] },
    ];
    const plans = new Map(EXECUTION_MODES.map((execution_mode) => [execution_mode, plan({ tasks: shape, execution_mode })]));
    const of = (mode: (typeof EXECUTION_MODES)[number]) => plans.get(mode) as ReturnType<typeof plan>;
    const prints = [...plans.values()].map(({ run, tasks: planned, dependencies }) =>
      JSON.stringify([run.maxConcurrentTasks, dependencies, planned.map(({ headStartMs, spec }) => [headStartMs, spec])]),
    );
    expect(new Set(prints).size).toBe(EXECUTION_MODES.length);

    const plain = of('parallel');
    expect(plain.run.maxConcurrentTasks).toBe(10);
    expect(plain.dependencies.every(({ when }) => when === 'completed')).toBe(true);
    expect(plain.tasks.every(({ spec }) => spec.hedge === undefined && spec.optimizationGoal === undefined)).toBe(true);
    expect(of('sequential').run.maxConcurrentTasks).toBe(1);
    expect(of('mixed').dependencies.some(({ when }) => when === 'turn')).toBe(true);
    expect(of('adaptive').tasks.map(({ spec }) => [spec.hedge, spec.optimizationGoal])).toEqual([
      [true, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(of('optimized').tasks.map(({ spec }) => spec.optimizationGoal)).toEqual(['minimize_time', 'minimize_cost', 'minimize_time']);
    expect(of('fault_tolerant').tasks.map(({ spec }) => [spec.retry.max_attempts, spec.elsewhere])).toEqual(Array(3).fill([4, true]));
  });

  it('[XM3] a goal of the workflow itself stays for all of its tasks', () => {
    const { tasks: planned } = plan({ execution_mode: 'optimized', optimization_goal: 'maximize_quality' });
    expect(new Set(planned.map(({ spec }) => spec.optimizationGoal))).toEqual(new Set(['maximize_quality']));
  });

  it.each([
    ['Repository review', 'repository-review'],
    ['  --  ', 'workflow'],
    ['流程', 'workflow'],
  ])('[W12] a run without a workflow_id belongs to the slug of its name: %s', (name, slug) => {
    expect(workflowSlug({ name })).toBe(slug);
    expect(workflowSlug({ name, workflow_id: 'mine' })).toBe('mine');
  });

  describe('order of a run', () => {
    const shape = [
      { task_id: 'leaf', task_type: 'short' },
      { task_id: 'head', task_type: 'long' },
      { task_id: 'tail', task_type: 'long', dependencies: ['head'] },
    ];
    const yieldsOf = (over: object, typicalDurationMs?: (taskType: string) => number | null) => {
      const definition = validateDefinition({ name: 'w', tasks: shape, ...over });
      let ids = 0;
      const newId = () => `id${++ids}`;
      const { tasks: planned } = planRun({
        definition,
        runId: 'run',
        newId,
        input: {},
        context: {},
        now: NOW,
        ...(typicalDurationMs && { typicalDurationMs }),
      });
      for (const { queueRank: rank, headStartMs } of planned) if (rank !== null) expect(rank).toBe(BigInt(NOW - headStartMs));
      return planned.map(({ headStartMs }) => HEAD_START_MS.medium - headStartMs);
    };

    it.each(['adaptive', 'optimized'])(
      '[SO20] %s: what hangs before the longest way does not step back, the rest does',
      (execution_mode) => {
        expect(yieldsOf({ execution_mode })).toEqual([MAX_YIELD_MS / 2, 0, MAX_YIELD_MS / 2]);
      },
    );

    it.each(['parallel', 'sequential'])('[SO20] %s: nobody steps back', (execution_mode) => {
      expect(yieldsOf({ execution_mode })).toEqual([0, 0, 0]);
    });

    it('[SO21] an estimate of the author counts, else the history of the type, else the average of the others', () => {
      const estimated = shape.map((task) => (task.task_id === 'leaf' ? { ...task, estimated_duration_minutes: 9 } : task));
      expect(yieldsOf({ tasks: estimated }, () => 60_000)[0]).toBe(0);
      expect(yieldsOf({}, (type) => (type === 'short' ? 540_000 : 60_000))[0]).toBe(0);
      expect(yieldsOf({}, (type) => (type === 'short' ? 540_000 : null))).toEqual([MAX_YIELD_MS / 2, 0, MAX_YIELD_MS / 2]);
    });

    it('[SO23] the order of 10,000 tasks and 40,000 edges is planned in less than 100 ms', () => {
      const dependencies = Array.from({ length: 10_000 }, (_, at) => (at < 100 ? [] : [1, 7, 31, 97].map((back) => at - back)));
      const graph = buildGraph(dependencies);
      const order = topologicalOrder(graph);
      const durations = dependencies.map((_, at) => (at % 3 === 0 ? null : at));
      const began = performance.now();
      expect(pathYields({ graph, order, durations })).toHaveLength(10_000);
      expect(performance.now() - began).toBeLessThan(100);
    });
  });
});
