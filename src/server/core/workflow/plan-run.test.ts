// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import { queueRank } from '../task/queue-rank.ts';
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

  it('[W13] a sequential run runs one task at a time, roots in topological order whatever their priority', () => {
    const roots = ['low', 'critical', 'medium'].map((priority, at) => ({ task_id: `t${at}`, task_type: 'work', priority }));
    const { run, tasks: planned } = plan({ tasks: roots, execution_mode: 'sequential', max_concurrent_tasks: 7 });
    expect(run.maxConcurrentTasks).toBe(1);
    const ranks = planned.map(({ queueRank: rank }) => rank as bigint);
    expect(ranks).toEqual([...ranks].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(ranks).size).toBe(3);
  });

  it.each([
    ['Repository review', 'repository-review'],
    ['  --  ', 'workflow'],
    ['流程', 'workflow'],
  ])('[W12] a run without a workflow_id belongs to the slug of its name: %s', (name, slug) => {
    expect(workflowSlug({ name })).toBe(slug);
    expect(workflowSlug({ name, workflow_id: 'mine' })).toBe('mine');
  });
});
