import { edgeEffect } from '../task/dependency.ts';
import type { TaskStatus } from '../task/state.ts';
import { ROLLBACK_KEY } from '../workflow/plan-rollback.ts';
import type { PlannedTask, RunPlan } from '../workflow/plan-run.ts';
import { keptWays, waysOf } from './kept-ways.ts';

// Which tasks of a new run take over what an earlier run has, and which are done again.
//
// Seeds are done again for a reason of their own: they were asked for, edited, are new or changed since, or never came to an end that
// counts, or came to it after the checkpoint that the new run begins from. What depends on a seed, direct or through others, follows.
// Whatever is left keeps its result and is not executed.
//
// A map that had begun and did not complete goes on instead of beginning anew: it takes over its completed items whose input is the same.

/** Why a task is done again; `later`: it was not over at the checkpoint; `follows`: it depends on one that is done again. */
export const AGAIN_BECAUSE = ['everything', 'chosen', 'edited', 'new', 'changed', 'later', 'unfinished', 'follows'] as const;
export type AgainBecause = (typeof AGAIN_BECAUSE)[number];

export interface EarlierTask {
  id: string;
  status: TaskStatus;
  /** Of a map or a loop that had begun: its calls, and those of them that completed. */
  calls?: { completed: number; all: number };
  /** Keys of the branches before it that took another way; absent: none did. */
  closedBy?: readonly string[];
}

export interface RerunInput {
  plan: Pick<RunPlan, 'tasks' | 'dependencies'>;
  /** The tasks of the earlier run by key. */
  earlier: ReadonlyMap<string, EarlierTask>;
  /** Keys of the tasks that were over at the checkpoint it begins from; null: it begins from how the earlier run is now. */
  overThen: ReadonlySet<string> | null;
  /** Key of a task that is to be done again with all that follows; null: whatever did not complete. */
  fromTask: string | null;
  /** Tasks that get another input or another agent. */
  edited: ReadonlySet<string>;
  /** Tasks that the definition of the new run has otherwise than the earlier run's. */
  changed: ReadonlySet<string>;
  /** No result counts: the whole run has another input. */
  everything: boolean;
}

export interface RerunTask extends PlannedTask {
  /** The task of the earlier run whose result it takes over; absent: it is done. */
  reused?: { id: string; status: ReusableStatus };
  /** Absent where it is reused. */
  because?: AgainBecause;
  /** Of a map that goes on: items of the earlier one, and how many of them completed. */
  resumed?: { completed: number; all: number };
  blocked?: number;
  /** Ids of the branches whose choice against it still counts; absent: none. */
  closed?: readonly string[];
}

/** How a task may have ended to be taken over. A failed or cancelled one is done again, and so is what depends on it. */
export type ReusableStatus = 'completed' | 'skipped';

const UNDONE: readonly (TaskStatus | undefined)[] = ['completed', 'failed'];

const isReusable = (status: TaskStatus): status is ReusableStatus => status === 'completed' || status === 'skipped';

/** The tasks of the new run, in the order of the plan. When nothing is left to do, everything is done again. */
export function planRerun(input: RerunInput): RerunTask[] {
  const { tasks, dependencies } = input.plan;
  const again = new Map<string, AgainBecause>();
  // What was undone is done anew. The rollback of a new run looks at that run, whatever an earlier one came to.
  const undone = UNDONE.includes(input.earlier.get(ROLLBACK_KEY)?.status);
  for (const task of tasks) {
    if (task.key === ROLLBACK_KEY) continue;
    const because = undone ? 'everything' : seedOf(task.key, input);
    if (because !== null) again.set(task.id, because);
  }
  if (again.size === 0) return tasks.map((task) => ({ ...task, because: 'everything' }));
  spread(again, dependencies);
  for (const { id, key } of tasks) if (key === ROLLBACK_KEY) again.set(id, 'follows');
  const reused = new Map<string, { id: string; status: ReusableStatus }>();
  for (const task of tasks) {
    const before = input.earlier.get(task.key);
    if (before !== undefined && isReusable(before.status) && !again.has(task.id))
      reused.set(task.id, { id: before.id, status: before.status });
  }
  const asked = new Set([...input.edited, ...(input.fromTask === null ? [] : [input.fromTask])]);
  const closed = keptWays(input.plan, { earlier: input.earlier, isKept: (id) => reused.has(id), asked });
  const counts = countReused({ reused, closed }, dependencies);
  const followers = new Set(dependencies.flatMap(({ taskId, depId, when }) => (when !== 'turn' && again.has(depId) ? [taskId] : [])));
  return tasks.map((task) => {
    const source = reused.get(task.id);
    const ways = waysOf(closed, task.id);
    if (source !== undefined) return { ...task, ...ways, pending: 0, reused: source };
    const { taken, blocked } = counts.get(task.id) ?? { taken: 0, blocked: 0 };
    const because = again.get(task.id) ?? 'follows';
    const goesOn = !followers.has(task.id) && (because === 'unfinished' || because === 'chosen');
    return { ...task, ...ways, ...(goesOn ? resume(task, input) : {}), pending: task.pending - taken, blocked, because };
  });
}

/** What lets a map go on where the earlier one was; nothing where its items are to be done anew. */
function resume(
  { key, spec }: PlannedTask,
  { earlier, overThen, edited, changed }: RerunInput,
): Pick<RerunTask, 'resumed'> & Partial<PlannedTask> {
  const before = earlier.get(key);
  if (spec.map === undefined || before?.calls === undefined || isReusable(before.status) || before.calls.completed === 0) return {};
  if (overThen !== null || edited.has(key) || changed.has(key)) return {};
  return { spec: { ...spec, resumes: before.id }, resumed: before.calls };
}

function seedOf(key: string, { earlier, overThen, fromTask, edited, changed, everything }: RerunInput): AgainBecause | null {
  if (everything) return 'everything';
  if (key === fromTask) return 'chosen';
  if (edited.has(key)) return 'edited';
  const before = earlier.get(key);
  if (before === undefined) return 'new';
  if (changed.has(key)) return 'changed';
  if (!isReusable(before.status)) return 'unfinished';
  return overThen === null || overThen.has(key) ? null : 'later';
}

/** Adds everything downstream. The turns of a sequential run are no dependencies. */
function spread(again: Map<string, AgainBecause>, dependencies: RunPlan['dependencies']): void {
  const dependents = new Map<string, string[]>();
  for (const { taskId, depId, when } of dependencies) {
    if (when === 'turn') continue;
    const known = dependents.get(depId);
    if (known === undefined) dependents.set(depId, [taskId]);
    else known.push(taskId);
  }
  const queue = [...again.keys()];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const next of dependents.get(id) ?? []) {
      if (again.has(next)) continue;
      again.set(next, 'follows');
      queue.push(next);
    }
  }
}

/** For each task, how many of its dependencies are over already, and how many of those forbid it. */
function countReused(
  { reused, closed }: { reused: ReadonlyMap<string, { status: ReusableStatus }>; closed: ReadonlyMap<string, readonly string[]> },
  dependencies: RunPlan['dependencies'],
): Map<string, { taken: number; blocked: number }> {
  const counts = new Map<string, { taken: number; blocked: number }>();
  for (const edge of dependencies) {
    const source = reused.get(edge.depId);
    if (source === undefined) continue;
    const count = counts.get(edge.taskId) ?? { taken: 0, blocked: 0 };
    counts.set(edge.taskId, count);
    count.taken += 1;
    const when = closed.get(edge.taskId)?.includes(edge.depId) ? 'not_taken' : edge.when;
    if (when !== 'turn' && edgeEffect(when, edge.soft, source.status) === 'blocking') count.blocked += 1;
  }
  return counts;
}
