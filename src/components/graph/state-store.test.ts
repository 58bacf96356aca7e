import { describe, expect, it } from 'vitest';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { kindOf, shapeOf } from './graph-shape.ts';
import { createStateStore } from './state-store.ts';
import { createStateReader, nodeStateOf } from './task-state.ts';

const task = (taskId: string, rest: Partial<TaskSummary> = {}): TaskSummary => ({
  id: `row-${taskId}`,
  runId: 'run',
  taskId,
  index: 0,
  name: taskId,
  taskType: 'work',
  status: 'pending',
  waitReason: 'dependency',
  waitDetail: null,
  readyAt: null,
  finishedAt: null,
  availableAt: null,
  parentId: null,
  reusedFrom: null,
  given: null,
  item: null,
  error: null,
  outputArtifactId: null,
  attempts: [],
  ...rest,
});

describe('states of a run', () => {
  it('[GV3] only tasks that have changed are told of', () => {
    const read = createStateReader();
    const store = createStateStore();
    const told: (readonly string[])[] = [];
    store.subscribe((changed) => told.push(changed));
    const [a, b] = [task('a'), task('b')];
    store.set(read([a, b], true));
    store.set(read([a, b], true));
    store.set(read([a, task('b', { status: 'ready', waitReason: 'capacity' })], true));
    store.set(read([a], true));
    expect(told).toEqual([['a', 'b'], ['b'], ['b']]);
    expect(store.get('b')).toBeUndefined();
  });

  it('[GV3] some states are taken without the others', () => {
    const store = createStateStore();
    const state = nodeStateOf(task('a'));
    store.set(new Map([['a', state]]));
    store.patch(new Map([['b', state]]));
    expect(store.get('a')).toBe(state);
    expect(store.get('b')).toBe(state);
  });

  it('[GV7] a card says why its task failed, what it waits for, or who works', () => {
    const error = { code: 'exit_code', message: 'it ended with 7' } as unknown as TaskSummary['error'];
    expect(nodeStateOf(task('a', { status: 'failed', waitReason: null, error }))).toMatchObject({ remark: 'exit_code', tone: 'fail' });
    expect(nodeStateOf(task('a', { status: 'ready', waitReason: 'capacity' }))).toMatchObject({ remark: 'agents are busy', tone: 'wait' });
    expect(nodeStateOf(task('a'))).toMatchObject({ remark: 'Pending', tone: 'plain', attempts: 0 });
    const skipped = { code: 'dependency_failed', message: '"a" failed; this needs it to complete' } as unknown as TaskSummary['error'];
    expect(nodeStateOf(task('b', { status: 'skipped', waitReason: null, error: skipped })).remark).toBe('a failed');
  });

  it('[GV17] a map is one card that says how far its items are, a loop one that says its round', () => {
    const read = createStateReader();
    const map = task('map', { status: 'running', waitReason: null });
    const loop = task('loop', { status: 'running', waitReason: null });
    const call = (parent: TaskSummary, item: number, status: TaskSummary['status']) =>
      task(`${parent.taskId}-${item}`, { parentId: parent.id, item, status });
    const items = Array.from({ length: 10_000 }, (_, item) => call(map, item, item < 12 ? 'completed' : 'pending'));
    const rounds = [call(loop, 1, 'completed'), call(loop, 2, 'running')];
    const states = read([map, loop, ...items, ...rounds], true);
    expect([...states].map(([id, { badge }]) => [id, badge])).toEqual([
      ['map', '12/10000'],
      ['loop', 'round 2'],
    ]);
    const later = read([map, loop, ...items.with(12, call(map, 12, 'failed')), ...rounds], true);
    expect(later.get('map')?.badge).toBe('13/10000');
    expect(later.get('loop')).toBe(states.get('loop'));
  });
});

describe('shape', () => {
  it('[GV7] the kind of a task is read from the field that makes it so', () => {
    expect(kindOf({ task_id: 'a', map: { over: [] } })).toBe('map');
    expect(kindOf({ task_id: 'a', sub_workflow: { workflow_id: 'w' } })).toBe('sub_workflow');
    expect(kindOf({ task_id: 'a', timer: 'soon' })).toBe('agent');
    const { nodes } = shapeOf({ tasks: [{ task_id: 'a', timer: { seconds: 4 } }] });
    expect(nodes).toEqual([{ id: 'a', name: 'a', type: 'timer', kind: 'timer' }]);
  });
});
