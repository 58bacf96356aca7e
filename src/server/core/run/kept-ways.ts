import type { RunPlan } from '../workflow/plan-run.ts';

/**
 * The ways that stay closed in a new run: edges from branches whose choice it takes over to tasks that they chose against. Such a task may not
 * have been skipped yet in the earlier run, when something else that it waits for was open.
 * @param of.isKept whether a task takes over its earlier result; by id
 * @param of.asked tasks that are done whatever was chosen, by key
 * @returns ids of those branches by id of the task
 */
export function keptWays(
  { tasks, dependencies }: Pick<RunPlan, 'tasks' | 'dependencies'>,
  of: { earlier: ReadonlyMap<string, { closedBy?: readonly string[] }>; isKept: (id: string) => boolean; asked: ReadonlySet<string> },
): Map<string, string[]> {
  const closed = new Map<string, string[]>();
  const closedBy = new Map(
    tasks.flatMap(({ id, key }) => {
      const branches = of.asked.has(key) ? undefined : of.earlier.get(key)?.closedBy;
      return branches === undefined ? [] : [[id, branches] as const];
    }),
  );
  if (closedBy.size === 0) return closed;
  const keyOf = new Map(tasks.map(({ id, key }) => [id, key]));
  for (const { taskId, depId } of dependencies) {
    if (!closedBy.get(taskId)?.includes(keyOf.get(depId) ?? '') || !of.isKept(depId)) continue;
    closed.set(taskId, [...(closed.get(taskId) ?? []), depId]);
  }
  return closed;
}

/** What a task of the new run says of its closed ways; nothing where all are open. */
export function waysOf(closed: ReadonlyMap<string, readonly string[]>, id: string): { closed?: readonly string[] } {
  const branches = closed.get(id);
  return branches === undefined ? {} : { closed: branches };
}
