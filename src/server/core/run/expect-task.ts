import { dependencyId } from '../workflow/check-graph.ts';
import type { TaskDefinition } from '../workflow/definition.ts';
import { isControlKind, kindOf } from '../workflow/task-kind.ts';

// What a run is expected to do at a task, before it begins: how likely it gets there, how often an agent is called, how long that takes and
// what it costs. A number is from the definition, from the router's predictions, or from what the last runs of the workflow did; else null.

/** What the last runs of a workflow did at one of its tasks. */
export interface TaskPast {
  /** Runs in which it came to an end of its own. */
  over: number;
  /** Those of them in which it was done, and not skipped. */
  done: number;
  /** Median over the completed: calls of a map or a loop, ms from ready to completed. Null: none completed. */
  calls: number | null;
  elapsedMs: number | null;
}

/** Runs that a median has to stand on. */
export const ENOUGH_RUNS = 5;

const isEnough = (past: TaskPast | undefined): past is TaskPast => past !== undefined && past.over >= ENOUGH_RUNS;

/** `perhaps`: a condition or a branch decides; `on_failure`: only where something else failed. */
export type Presence = 'always' | 'perhaps' | 'on_failure';
const PRESENCES: readonly Presence[] = ['always', 'perhaps', 'on_failure'];
const rarer = (a: Presence, b: Presence): Presence => (PRESENCES.indexOf(a) > PRESENCES.indexOf(b) ? a : b);

/** What decides whether each task is done, by task_id. `inOrder`: the tasks in topological order. */
export function presencesOf(inOrder: readonly TaskDefinition[]): Map<string, Presence> {
  const presences = new Map<string, Presence>();
  const chosen = new Set(
    inOrder.flatMap(({ branch }) => [...(branch?.cases.flatMap((each) => each.then) ?? []), ...(branch?.otherwise ?? [])]),
  );
  for (const task of inOrder) {
    let presence: Presence = task.condition !== undefined || chosen.has(task.task_id) ? 'perhaps' : 'always';
    for (const dependency of task.dependencies) {
      const { when, soft } = typeof dependency === 'string' ? { when: 'completed', soft: false } : dependency;
      if (soft || when === 'always') continue;
      presence = rarer(presence, when === 'failed' ? 'on_failure' : (presences.get(dependencyId(dependency)) ?? 'always'));
    }
    presences.set(task.task_id, presence);
  }
  return presences;
}

/** The share of runs in which a task is done; null where nobody knows. */
export function likelihoodOf(presence: Presence, past: TaskPast | undefined): number | null {
  if (presence === 'always') return 1;
  return isEnough(past) ? past.done / past.over : null;
}

/** How often an agent is called; `calls` null where only the run will tell. */
export interface ExpectedCalls {
  calls: number | null;
  from: 'definition' | 'history' | null;
}

/** Of a map, a loop, a task for an agent or a control task that calls nobody; what a sub-workflow calls is found in its own definition. */
export function expectCalls(task: TaskDefinition, past: TaskPast | undefined): ExpectedCalls {
  const kind = kindOf(task);
  if (Array.isArray(task.map?.over)) return { calls: task.map.over.length, from: 'definition' };
  if (kind !== 'map' && kind !== 'loop') return { calls: isControlKind(kind) ? 0 : 1, from: 'definition' };
  if (!isEnough(past) || past.calls === null) return { calls: null, from: null };
  return { calls: Math.round(past.calls), from: 'history' };
}

const MS_PER_SECOND = 1_000;

/** How long a task takes that calls nobody itself. */
export function expectWait(task: TaskDefinition, past: TaskPast | undefined): { ms: number | null; from: 'definition' | 'history' | null } {
  if (task.timer && 'seconds' in task.timer) return { ms: task.timer.seconds * MS_PER_SECOND, from: 'definition' };
  if (task.branch) return { ms: 0, from: 'definition' };
  if (!isEnough(past) || past.elapsedMs === null) return { ms: null, from: null };
  return { ms: Math.round(past.elapsedMs), from: 'history' };
}

/** All calls of a task. `width`: how many of them go on side by side. */
export function wholeMs(task: TaskDefinition, of: { callMs: number | null; calls: number | null; width: number }): number | null {
  const { callMs, calls, width } = of;
  if (callMs === null || calls === null) return null;
  const rounds = task.map ? Math.ceil(calls / Math.max(1, Math.min(width, task.map.max_concurrency ?? width))) : calls;
  return callMs * rounds;
}

/** Whether a plan reckons with it: what is more often skipped than done takes no time in it. Where nobody knows, a handler of failures is not. */
export function isReckoned(presence: Presence, likelihood: number | null): boolean {
  return likelihood === null ? presence === 'perhaps' : likelihood >= 0.5;
}

/** Part of an amount that is expected of a run on average. Where nobody knows how likely it is: all of it, or nothing of a handler of failures. */
export function expectedPart(presence: Presence, likelihood: number | null): number {
  return likelihood ?? (presence === 'perhaps' ? 1 : 0);
}
