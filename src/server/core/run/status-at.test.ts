import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskSummary } from '../task/task-view.ts';
import type { EventView } from './event-view.ts';
import { statusAt, tasksAt } from './status-at.ts';

const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const event = (seq: number, type: string, taskId: string | null = 'a', data: EventView['data'] = null): EventView => ({
  runId: 'run',
  seq,
  type,
  at: time(seq),
  taskId,
  taskKey: taskId,
  attemptId: null,
  data,
});

const STORY = [
  event(1, 'run.created', null),
  event(2, 'run.started', null),
  event(3, 'task.ready'),
  event(4, 'task.waiting', 'a', { reason: 'capacity' }),
  event(5, 'task.assigned'),
  event(6, 'task.started'),
  event(7, 'task.retrying'),
  event(8, 'task.assigned'),
  event(9, 'task.started'),
  event(10, 'task.waiting', 'a', { reason: 'review' }),
  event(11, 'task.completed'),
  event(12, 'task.ready', 'b'),
];

const task = (id: string, more: Partial<TaskSummary> = {}) =>
  ({
    id,
    taskId: id,
    status: 'completed',
    finishedAt: time(11),
    readyAt: time(3),
    error: null,
    attempts: [],
    ...more,
  }) as unknown as TaskSummary;

describe('statusAt', () => {
  it('[CR1] tells the status of a task after each event', () => {
    const story = STORY.map(({ seq }) => statusAt(STORY, seq).get('a') ?? 'pending');
    expect(story.join(' ')).toBe('pending pending ready ready assigned running ready assigned running waiting completed completed');
    expect(statusAt(STORY, 11).has('b')).toBe(false);
  });

  it('[CR1] is at its end what the events say last, and never looks at later ones', () => {
    const types = fc.constantFrom('task.ready', 'task.assigned', 'task.started', 'task.completed', 'task.failed', 'task.verified');
    const events = fc
      .array(fc.tuple(types, fc.constantFrom('a', 'b', 'c')), { maxLength: 40 })
      .map((list) => list.map(([type, id], at) => event(at + 1, type, id)));
    fc.assert(
      fc.property(events, fc.nat(45), (list, seq) => {
        const cut = list.filter((each) => each.seq <= seq);
        expect(statusAt(list, seq)).toEqual(statusAt(cut, Number.POSITIVE_INFINITY));
      }),
    );
  });

  it('[CR1] cuts attempts and times off at the moment of the event', () => {
    const attempt = { assignedAt: time(8), startedAt: time(9), endedAt: time(11), status: 'completed', durationMs: 2_000, error: null };
    const tasks = [task('a', { attempts: [attempt] as never }), task('b', { status: 'ready', finishedAt: null, readyAt: time(12) })];
    expect(tasksAt(tasks, STORY, 7)[0]).toMatchObject({ status: 'ready', attempts: [], finishedAt: null });
    expect(tasksAt(tasks, STORY, 8)[0]?.attempts).toMatchObject([{ status: 'assigned', startedAt: null, endedAt: null }]);
    expect(tasksAt(tasks, STORY, 9)[0]?.attempts).toMatchObject([{ status: 'running', endedAt: null, durationMs: null }]);
    expect(tasksAt(tasks, STORY, 11)).toMatchObject([
      { status: 'completed', attempts: [{ status: 'completed' }] },
      { status: 'pending', readyAt: null },
    ]);
    expect(tasksAt(tasks, STORY, 11)[0]).toBe(tasks[0]);
  });
});
