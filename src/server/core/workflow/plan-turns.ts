import { dependencyId } from './check-graph.ts';
import type { TaskDefinition, WorkflowDefinition } from './definition.ts';
import type { PlannedDependency } from './planned-run.ts';

// The order that an execution mode adds to that of the definition, as soft edges "turn": the end of the one before is waited for, however it
// ends, also while it waits for a retry.
//
//   sequential  every task waits for the one before it in topological order
//   mixed       a task with `parallelizable: false` runs alone: it waits for all that come before it in topological order, and all that come
//               after wait for it. Between two of them everything runs side by side. At most two edges per task.
//   others      none

interface Order {
  mode: WorkflowDefinition['execution_mode'];
  /** In topological order. */
  inOrder: readonly TaskDefinition[];
  ids: ReadonlyMap<string, string>;
}

export function planTurns({ mode, inOrder, ids }: Order): PlannedDependency[] {
  if (mode === 'sequential') return inOrder.flatMap((task, place) => turn(task, inOrder[place - 1], ids));
  if (mode !== 'mixed') return [];
  const turns: PlannedDependency[] = [];
  let alone: TaskDefinition | undefined;
  let sinceThen: TaskDefinition[] = [];
  for (const task of inOrder) {
    if (task.parallelizable) {
      turns.push(...turn(task, alone, ids));
      sinceThen.push(task);
      continue;
    }
    const before = sinceThen.length > 0 ? sinceThen : [alone];
    turns.push(...before.flatMap((each) => turn(task, each, ids)));
    alone = task;
    sinceThen = [];
  }
  return turns;
}

/** None where the task waits for the other by itself. */
function turn(task: TaskDefinition, before: TaskDefinition | undefined, ids: ReadonlyMap<string, string>): PlannedDependency[] {
  if (before === undefined || task.dependencies.some((dependency) => dependencyId(dependency) === before.task_id)) return [];
  return [{ taskId: ids.get(task.task_id) as string, depId: ids.get(before.task_id) as string, when: 'turn', soft: true }];
}
