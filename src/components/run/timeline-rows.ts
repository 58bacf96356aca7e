import type { TaskSummary } from '@/server/core/task/task-view.ts';

/** One row of the timeline. */
export interface TimelineTask {
  task: TaskSummary;
  /** Of a map or loop: when the first of its calls moved, epoch ms; null for all others. It is over when the task is. */
  callsFrom: number | null;
}

/** When a task first moved, epoch ms; infinite when it has not. */
function firstMove({ attempts, readyAt }: TaskSummary): number {
  return Math.min(readyAt?.getTime() ?? Number.POSITIVE_INFINITY, attempts[0]?.assignedAt.getTime() ?? Number.POSITIVE_INFINITY);
}

/** When the first call of each map and loop moved, by its row id. */
function firstCalls(tasks: readonly TaskSummary[]): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const task of tasks) {
    if (task.parentId === null) continue;
    const at = firstMove(task);
    if (at < (firsts.get(task.parentId) ?? Number.POSITIVE_INFINITY)) firsts.set(task.parentId, at);
  }
  return firsts;
}

/** When work on a task began, or waiting for it where nobody has begun; that of a map or loop with its calls. */
function beginning(task: TaskSummary, callsFrom: number | null): number {
  return callsFrom ?? task.attempts[0]?.assignedAt.getTime() ?? task.readyAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Tasks in the order of their beginning, a map or loop before its calls; what has not moved comes last, in the order of the definition. */
export function timelineTasks(tasks: readonly TaskSummary[]): TimelineTask[] {
  const calls = firstCalls(tasks);
  const keyed = tasks.map((task) => {
    const callsFrom = calls.get(task.id) ?? null;
    return { row: { task, callsFrom }, at: beginning(task, callsFrom) };
  });
  // Infinity minus itself is not a number: places decide then, as among equals.
  return keyed.sort((a, b) => (a.at === b.at ? a.row.task.index - b.row.task.index : a.at - b.at)).map(({ row }) => row);
}
