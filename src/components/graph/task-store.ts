import type { TaskSummary } from '@/server/core/task/task-view.ts';

/** Tasks by task_id, for nodes and edges that each want to hear of one. */
export interface TaskStore {
  get(taskId: string): TaskSummary | undefined;
  subscribe(taskId: string, listener: () => void): () => void;
  /** Takes the tasks as they are now and tells only who watches a changed one. */
  set(tasks: readonly TaskSummary[]): void;
}

/** A thousand nodes hear of one change, not a thousand: React Flow's node list stays untouched while states change. */
export function createTaskStore(): TaskStore {
  let tasks = new Map<string, TaskSummary>();
  const listeners = new Map<string, Set<() => void>>();
  return {
    get: (taskId) => tasks.get(taskId),
    subscribe(taskId, listener) {
      const set = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(taskId);
      };
    },
    set(next) {
      const before = tasks;
      tasks = new Map(next.map((task) => [task.taskId, task]));
      for (const [taskId, set] of listeners) {
        if (before.get(taskId) !== tasks.get(taskId)) for (const tell of set) tell();
      }
    },
  };
}
