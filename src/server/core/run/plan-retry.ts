import { edgeEffect } from '../task/dependency.ts';
import type { PlannedTask, RunPlan } from '../workflow/plan-run.ts';

export interface RetryInput {
  plan: Pick<RunPlan, 'tasks' | 'dependencies'>;
  /** Tasks that completed in the earlier run: key to the id they had there. */
  completed: ReadonlyMap<string, string>;
  /** Key of a task that is to be done again with all that follows; null: whatever did not complete. */
  fromTask: string | null;
}

export interface RetriedTask extends PlannedTask {
  carriedFrom?: string;
  blocked?: number;
}

/**
 * Which tasks of a new run take over an earlier result, and what the others still wait for. Done again are: the task named (or every task
 * that did not complete) and everything that depends on one of them. When that leaves nothing to do, everything is done again.
 */
export function planRetry({ plan, completed, fromTask }: RetryInput): RetriedTask[] {
  const again = new Set<string>();
  for (const task of plan.tasks) if (!completed.has(task.key) || task.key === fromTask) again.add(task.id);
  if (again.size === 0) return plan.tasks;
  spread(again, plan.dependencies);
  const carried = new Set(plan.tasks.filter((task) => !again.has(task.id)).map((task) => task.id));
  const taken = new Map<string, number>();
  const blocked = new Map<string, number>();
  for (const edge of plan.dependencies) {
    if (!carried.has(edge.depId)) continue;
    taken.set(edge.taskId, (taken.get(edge.taskId) ?? 0) + 1);
    if (edge.when !== 'turn' && edgeEffect(edge.when, edge.soft, 'completed') === 'blocking')
      blocked.set(edge.taskId, (blocked.get(edge.taskId) ?? 0) + 1);
  }
  return plan.tasks.map((task) => {
    if (carried.has(task.id)) return { ...task, pending: 0, carriedFrom: completed.get(task.key) as string };
    return { ...task, pending: task.pending - (taken.get(task.id) ?? 0), blocked: blocked.get(task.id) ?? 0 };
  });
}

/** Adds everything downstream. */
function spread(again: Set<string>, dependencies: RunPlan['dependencies']): void {
  const dependents = new Map<string, string[]>();
  for (const { taskId, depId, when } of dependencies)
    if (when !== 'turn') dependents.set(depId, [...(dependents.get(depId) ?? []), taskId]);
  const queue = [...again];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const next of dependents.get(id) ?? []) {
      if (again.has(next)) continue;
      again.add(next);
      queue.push(next);
    }
  }
}
