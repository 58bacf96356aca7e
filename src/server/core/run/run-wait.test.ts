import { describe, expect, it } from 'vitest';
import type { TaskSummary } from '../task/task-view.ts';
import { runWait } from './run-wait.ts';

const task = (taskId: string, status: TaskSummary['status'], waitReason: TaskSummary['waitReason'] = null) =>
  ({ taskId, name: taskId, status, waitReason, waitDetail: `${taskId} waits` }) as TaskSummary;

describe('runWait', () => {
  it.each<[string, TaskSummary[], string | null]>([
    ['nothing while something works', [task('a', 'running'), task('b', 'ready', 'capacity')], null],
    ['nothing when all wait for each other only', [task('a', 'completed'), task('b', 'pending', 'dependency')], null],
    [
      'the only cause',
      [task('a', 'completed'), task('b', 'ready', 'no_capable_agent'), task('c', 'pending', 'dependency')],
      'no_capable_agent 1 b',
    ],
    [
      'the most common cause',
      [task('a', 'ready', 'capacity'), task('b', 'waiting', 'approval'), task('c', 'waiting', 'approval')],
      'approval 2 b',
    ],
    ['the earliest of two as common', [task('a', 'ready', 'breaker'), task('b', 'waiting', 'review')], 'breaker 1 a'],
  ])('[CR4] names %s', (_, tasks, expected) => {
    const wait = runWait(tasks);
    expect(wait && `${wait.reason} ${wait.tasks} ${wait.first.taskId}`).toBe(expected);
  });
});
