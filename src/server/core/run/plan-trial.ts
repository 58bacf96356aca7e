import { type Fault, InvalidError } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import type { AttemptError } from '../task/attempt-outcome.ts';
import { edgeEffect } from '../task/dependency.ts';
import type { PlannedTask, RunPlan } from '../workflow/plan-run.ts';
import { keptWays, waysOf } from './kept-ways.ts';
import type { EarlierTask } from './plan-rerun.ts';
import { MAX_PIN, type Trial } from './trial.ts';

// A trial runs a part of a definition, to see what it does. What becomes of a task:
//
//   pinned                                  -> completed, with the pinned output
//   in the part that was asked for          -> done
//   else, completed in the run it draws on  -> completed, with the result of that run
//   else                                    -> skipped: left out
//
// What is not done has no attempt, so that nothing is learned from it. A task that is left out holds nothing up and forbids nothing; what
// reads its output cannot be done.

/** How a task of a trial came to its end without being done. */
export type Given = { as: 'pinned'; output: JsonValue } | { as: 'left_out' };

export interface TrialTask extends PlannedTask {
  /** The task of an earlier run whose result it takes over. */
  reused?: { id: string; status: 'completed' };
  given?: Given;
  blocked?: number;
  /** Ids of the branches whose choice against it still counts; absent: none. */
  closed?: readonly string[];
}

export interface TrialInput {
  /** Without a rollback: what was not done is not undone. */
  plan: Pick<RunPlan, 'tasks' | 'dependencies'>;
  trial: Trial;
  /** The tasks of the run it draws on, by key. */
  earlier: ReadonlyMap<string, EarlierTask>;
}

export const LEFT_OUT: AttemptError = { code: 'left_out', message: 'the trial leaves it out', retryable: false };

/**
 * The tasks of a trial, in the order of the plan.
 * @throws InvalidError with every fault below "trial"
 */
export function planTrial({ plan, trial, earlier }: TrialInput): TrialTask[] {
  const faults = findFaults(plan, trial);
  if (faults.length > 0) throw refuse(faults);
  const part = partOf(plan, trial);
  const ends = new Map<string, TrialTask>();
  for (const task of plan.tasks) {
    const before = earlier.get(task.key);
    if (Object.hasOwn(trial.pinned, task.key)) ends.set(task.id, pinned(task, trial.pinned[task.key] as JsonValue));
    else if (part.has(task.id)) continue;
    else if (before?.status === 'completed') ends.set(task.id, { ...task, pending: 0, reused: { id: before.id, status: 'completed' } });
    else ends.set(task.id, { ...task, pending: 0, given: { as: 'left_out' } });
  }
  const done = plan.tasks.filter(({ id }) => !ends.has(id));
  if (done.length === 0) throw refuse([{ path: 'trial', message: 'nothing is left to do: every task of this part is pinned' }]);
  const unread = done.flatMap((task) => unreadable(task, ends));
  if (unread.length > 0) throw refuse(unread);
  const asked = trial.only ?? trial.from;
  const isKept = (id: string) => ends.get(id)?.reused !== undefined;
  const closed = keptWays(plan, { earlier, isKept, asked: new Set(asked === undefined ? [] : [asked]) });
  return waitingFor(plan, { ends, closed }, asked);
}

function refuse(faults: Fault[]): InvalidError {
  return new InvalidError(`the trial cannot run: ${faults[0]?.message}`, faults);
}

const pinned = (task: PlannedTask, output: JsonValue): TrialTask => ({ ...task, pending: 0, given: { as: 'pinned', output } });

function findFaults({ tasks }: TrialInput['plan'], { pinned: pins, only, until, from }: Trial): Fault[] {
  const specs = new Map(tasks.map(({ key, spec }) => [key, spec]));
  const unknown = (path: string, key: string | undefined): Fault[] =>
    key === undefined || specs.has(key) ? [] : [{ path, message: `there is no task "${key}"` }];
  const ofPins = Object.entries(pins).flatMap(([key, output]): Fault[] => {
    const path = `trial.pinned.${key}`;
    if (!specs.has(key)) return unknown(path, key);
    if (specs.get(key)?.control === 'branch') return [{ path, message: `"${key}" is a branch: pin what it decides by` }];
    const size = JSON.stringify(output).length;
    if (size <= MAX_PIN) return [];
    return [{ path, message: `${size} characters are more than the ${MAX_PIN} that can be pinned; draw on the results of a run instead` }];
  });
  return [...unknown('trial.only', only), ...unknown('trial.until', until), ...unknown('trial.from', from), ...ofPins];
}

/** The ids of the tasks of the part; all of them when no task is named. */
function partOf({ tasks, dependencies }: TrialInput['plan'], { only, until, from }: Trial): Set<string> {
  const named = only ?? until ?? from;
  if (named === undefined) return new Set(tasks.map(({ id }) => id));
  const part = new Set(tasks.filter(({ key }) => key === named).map(({ id }) => id));
  if (only !== undefined) return part;
  const next = new Map<string, string[]>();
  for (const { taskId, depId, when } of dependencies) {
    if (when === 'turn') continue;
    const [here, there] = until === undefined ? [depId, taskId] : [taskId, depId];
    const known = next.get(here);
    if (known === undefined) next.set(here, [there]);
    else known.push(there);
  }
  // A set grows while it is walked.
  for (const id of part) for (const other of next.get(id) ?? []) part.add(other);
  return part;
}

function unreadable(task: PlannedTask, ends: ReadonlyMap<string, TrialTask>): Fault[] {
  return task.refIds.flatMap((id) => {
    const end = ends.get(id);
    if (end?.given?.as !== 'left_out') return [];
    return [{ path: `trial.pinned.${end.key}`, message: `"${task.key}" reads what "${end.key}" gives: pin that, or run to "${task.key}"` }];
  });
}

/** The tasks with what they still wait for. What a trial was asked for by name is done, whatever its edges say. */
function waitingFor(
  { tasks, dependencies }: TrialInput['plan'],
  { ends, closed }: { ends: ReadonlyMap<string, TrialTask>; closed: ReadonlyMap<string, readonly string[]> },
  asked: string | undefined,
): TrialTask[] {
  const taken = new Map<string, number>();
  const blocked = new Map<string, number>();
  const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const { taskId, depId, soft, ...edge } of dependencies) {
    const end = ends.get(depId);
    if (end === undefined) continue;
    count(taken, taskId);
    const isLeftOut = end.given?.as === 'left_out';
    const when = closed.get(taskId)?.includes(depId) ? 'not_taken' : edge.when;
    if (when !== 'turn' && !isLeftOut && edgeEffect(when, soft, 'completed') === 'blocking') count(blocked, taskId);
  }
  return tasks.map((task) => {
    const end = ends.get(task.id);
    if (end !== undefined) return end;
    const forbidden = task.key === asked ? 0 : (blocked.get(task.id) ?? 0);
    const ways = waysOf(closed, task.id);
    return { ...task, ...ways, pending: task.pending - (taken.get(task.id) ?? 0), blocked: forbidden };
  });
}
