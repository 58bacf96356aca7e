import type { Fault } from '../errors.ts';
import type { TaskDefinition } from './definition.ts';

/**
 * What a branch chooses between must wait for it, and go ahead when it is completed: everything else would run whatever was chosen.
 * A malformed task is null; as long as there is one, nothing is said about ids that nobody has.
 */
export function checkBranches(
  tasks: readonly (TaskDefinition | null)[],
  positions: ReadonlyMap<string, number>,
  complete: boolean,
): Fault[] {
  const faults: Fault[] = [];
  for (const [at, task] of tasks.entries()) {
    if (task?.branch === undefined) continue;
    const lists = task.branch.cases.map(({ then }, index) => ({ path: `tasks.${at}.branch.cases.${index}.then`, ids: then }));
    lists.push({ path: `tasks.${at}.branch.otherwise`, ids: task.branch.otherwise ?? [] });
    for (const { path, ids } of lists) {
      for (const [index, id] of ids.entries()) {
        const message = targetFault({ branch: task.task_id, id, target: tasks[positions.get(id) ?? -1], complete });
        if (message !== null) faults.push({ path: `${path}.${index}`, message });
      }
    }
  }
  return faults;
}

function targetFault(of: { branch: string; id: string; target: TaskDefinition | null | undefined; complete: boolean }): string | null {
  const { branch, id, target, complete } = of;
  if (target === undefined) return complete ? `there is no task "${id}"` : null;
  if (target === null) return null;
  const edge = target.dependencies.find((dependency) => (typeof dependency === 'string' ? dependency : dependency.task_id) === branch);
  if (edge === undefined) return `"${id}" does not depend on "${branch}"`;
  if (typeof edge !== 'string' && (edge.soft || edge.when !== 'completed'))
    return `"${id}" must depend on "${branch}" being completed, else it runs whatever is chosen`;
  return null;
}
