import { expect, it } from 'vitest';
import type { AttemptView, TaskSummary } from '@/server/core/task/task-view.ts';
import { timelineTasks } from './timeline-rows.ts';

let index = 0;
/** A task that was ready and began, in ms; null where it did not. */
const task = (id: string, ready: number | null, began: number | null, parentId: string | null = null) =>
  ({
    id,
    index: index++,
    parentId,
    readyAt: ready === null ? null : new Date(ready),
    attempts: began === null ? [] : [{ assignedAt: new Date(began) } as AttemptView],
  }) as TaskSummary;
const rows = (tasks: TaskSummary[]) => timelineTasks(tasks).map(({ task: { id }, callsFrom }) => [id, callsFrom]);

it('[U11] tasks stand in the order of their beginning; what has not begun comes last, in the order of the definition', () => {
  const tasks = [task('z', null, null), task('late', 0, 30), task('waits', 20, null), task('a', null, null), task('first', 5, 10)];
  expect(rows(tasks)).toEqual([
    ['first', null],
    ['waits', null],
    ['late', null],
    ['z', null],
    ['a', null],
  ]);
});

it('[U11] a map stands before its calls and begins with the first of them, though it is ready again after the last', () => {
  const tasks = [task('map', 90, null), task('after', 95, 96), task('map[0]', 10, 40, 'map'), task('map[1]', 10, 20, 'map')];
  expect(rows(tasks)).toEqual([
    ['map', 10],
    ['map[1]', null],
    ['map[0]', null],
    ['after', null],
  ]);
});
