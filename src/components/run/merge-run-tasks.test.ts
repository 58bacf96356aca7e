import { expect, it } from 'vitest';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { flatten, type KeysetData } from '../keyset-pages.ts';
import { mergeRunTasks } from './merge-run-tasks.ts';

const task = (id: string, index: number, over: Partial<TaskSummary> = {}) =>
  ({ id, index, status: 'pending', parentId: null, ...over }) as TaskSummary;
const data: KeysetData<TaskSummary> = {
  pages: [
    { data: [task('a', 0)], nextCursor: '0' },
    { data: [task('b', 1)], nextCursor: null },
  ],
  pageParams: [null, '0'],
};

it('[MP11] what a map added while one watches is shown behind the other tasks, each once, and then kept up to date', () => {
  const grown = mergeRunTasks(data, [
    task('d', 3, { parentId: 'b' }),
    task('a', 0, { status: 'completed' }),
    task('c', 2, { parentId: 'b' }),
  ]);
  expect(flatten(grown).map(({ id, status }) => [id, status])).toEqual([
    ['a', 'completed'],
    ['b', 'pending'],
    ['c', 'pending'],
    ['d', 'pending'],
  ]);
  const later = mergeRunTasks(grown, [task('c', 2, { parentId: 'b', status: 'running' })]);
  expect(flatten(later).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(flatten(later)[2]?.status).toBe('running');
  expect(later.pages[0]).toBe(grown.pages[0]);
});
