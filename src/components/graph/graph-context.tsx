'use client';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { createTaskStore, type TaskStore } from './task-store.ts';

export interface GraphContextValue {
  tasks: TaskStore;
  /** The task_id that is selected. */
  selected: string | null;
  /** Absent where there is nothing to select. */
  onSelect: ((taskId: string) => void) | null;
}

export const GraphContext = createContext<GraphContextValue>({ tasks: createTaskStore(), selected: null, onSelect: null });

/** The task of a node as it is now; undefined in a graph that does not run. */
export function useGraphTask(taskId: string): TaskSummary | undefined {
  const { tasks } = useContext(GraphContext);
  const subscribe = useCallback((listener: () => void) => tasks.subscribe(taskId, listener), [tasks, taskId]);
  const get = useCallback(() => tasks.get(taskId), [tasks, taskId]);
  return useSyncExternalStore(subscribe, get, get);
}
