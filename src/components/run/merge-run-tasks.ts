import { isTerminalTask } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { appendRows, flatten, type KeysetData, mapRows } from '../keyset-pages.ts';

/**
 * What was read of a run, with tasks that changed since; tasks that a map or a loop has added go to the end, where their index is. Only
 * for a run that was read to its end.
 */
export function mergeRunTasks(data: KeysetData<TaskSummary>, tasks: readonly TaskSummary[]): KeysetData<TaskSummary> {
  const news = new Map(tasks.map((task) => [task.id, task]));
  const changed = mapRows(data, (task) => {
    const next = news.get(task.id);
    if (next !== undefined) news.delete(task.id);
    return next ?? task;
  });
  const added = [...news.values()].filter(({ parentId }) => parentId !== null);
  return appendRows(
    changed,
    added.sort((a, b) => a.index - b.index),
  );
}

/** The tasks that are over, by their row ids. */
export const endedTasks = (data: KeysetData<TaskSummary> | undefined): ReadonlySet<string> =>
  new Set(flatten(data).flatMap(({ id, status }) => (isTerminalTask(status) ? [id] : [])));
