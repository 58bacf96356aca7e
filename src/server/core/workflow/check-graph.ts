import type { Fault } from '../errors.ts';
import { checkBranches } from './check-branches.ts';
import { DEFINITION_LIMITS, type DependencyDefinition, type TaskDefinition } from './definition.ts';
import { ancestryOf, buildGraph, findCycle, type Graph, levelsOf, topologicalOrder } from './graph.ts';
import { type ConditionCache, namedTasks } from './named-tasks.ts';

/** Cycles named in a message show at most this many tasks. */
const SHOWN_CYCLE_LENGTH = 20;

/** A task that some place names and that has to come before it. */
interface Mention {
  task: number;
  named: number;
  path: string;
}

/**
 * What is wrong between the tasks of a definition. A malformed task is null: it keeps its position, and nothing is said about edges to
 * ids that nobody has, since one of the malformed may be meant.
 */
export function checkGraph(tasks: (TaskDefinition | null)[]): Fault[] {
  const faults: Fault[] = [];
  const positions = indexIds(tasks, faults);
  const complete = !tasks.includes(null);
  const graph = buildGraph(tasks.map((task, at) => (task === null ? [] : readEdges({ task, at, positions, complete, faults }))));
  const order = topologicalOrder(graph);
  const cycle = findCycle(graph, order);
  if (cycle !== null) faults.push(cycleFault(tasks, cycle));
  faults.push(...checkDepth(graph, order));
  faults.push(...checkBranches(tasks, positions, complete));
  const mentions = readMentions({ tasks, positions, complete, faults });
  // Behind a cycle nobody knows what comes first.
  if (cycle === null) faults.push(...checkMentions({ tasks, graph, order, mentions }));
  return faults;
}

export function dependencyId(dependency: DependencyDefinition): string {
  return typeof dependency === 'string' ? dependency : dependency.task_id;
}

function indexIds(tasks: (TaskDefinition | null)[], faults: Fault[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [at, task] of tasks.entries()) {
    if (task === null) continue;
    const first = positions.get(task.task_id);
    if (first === undefined) positions.set(task.task_id, at);
    else faults.push({ path: `tasks.${at}.task_id`, message: `"${task.task_id}" is already the id of tasks.${first}` });
  }
  return positions;
}

function readEdges(of: {
  task: TaskDefinition;
  at: number;
  positions: ReadonlyMap<string, number>;
  complete: boolean;
  faults: Fault[];
}): number[] {
  const edges = new Set<number>();
  for (const [index, dependency] of of.task.dependencies.entries()) {
    const id = dependencyId(dependency);
    const target = of.positions.get(id);
    const path = `tasks.${of.at}.dependencies.${index}`;
    if (id === of.task.task_id) of.faults.push({ path, message: `"${id}" depends on itself` });
    else if (target !== undefined && edges.has(target)) of.faults.push({ path, message: `"${id}" is named twice` });
    else if (target !== undefined) edges.add(target);
    else if (of.complete) of.faults.push({ path, message: `there is no task "${id}"` });
  }
  return [...edges];
}

function cycleFault(tasks: (TaskDefinition | null)[], cycle: number[]): Fault {
  // Walked from "waits for" to "is waited for": people read a cycle in the order of the work.
  const ids = cycle.toReversed().map((at) => tasks[at]?.task_id ?? '?');
  const shown =
    ids.length > SHOWN_CYCLE_LENGTH ? [...ids.slice(0, SHOWN_CYCLE_LENGTH), `... ${ids.length - SHOWN_CYCLE_LENGTH} more`] : ids;
  return { path: `tasks.${cycle.at(-1) ?? 0}.dependencies`, message: `the tasks wait for each other: ${[...shown, ids[0]].join(' -> ')}` };
}

function checkDepth(graph: Graph, order: readonly number[]): Fault[] {
  const levels = levelsOf(graph, order);
  const deep = levels.findIndex((level) => level > DEFINITION_LIMITS.depth);
  return deep === -1 ? [] : [{ path: `tasks.${deep}`, message: `a chain of more than ${DEFINITION_LIMITS.depth} tasks ends here` }];
}

function readMentions(of: {
  tasks: (TaskDefinition | null)[];
  positions: ReadonlyMap<string, number>;
  complete: boolean;
  faults: Fault[];
}): Mention[] {
  const cache: ConditionCache = new Map();
  const mentions: Mention[] = [];
  for (const [at, task] of of.tasks.entries()) {
    if (task === null) continue;
    const { named, faults } = namedTasks(task, cache);
    for (const fault of faults) of.faults.push({ path: `tasks.${at}.${fault.path}`, message: fault.message });
    for (const { taskId, path } of named) {
      const target = of.positions.get(taskId);
      if (target !== undefined) mentions.push({ task: at, named: target, path: `tasks.${at}.${path}` });
      else if (of.complete) of.faults.push({ path: `tasks.${at}.${path}`, message: `there is no task "${taskId}"` });
    }
  }
  return mentions;
}

/** A task can only read what is over before it starts. Most name a direct dependency, which needs no search. */
function checkMentions(of: { tasks: (TaskDefinition | null)[]; graph: Graph; order: readonly number[]; mentions: Mention[] }): Fault[] {
  const far = of.mentions.filter(({ task, named }) => of.graph.dependencies[task]?.includes(named) !== true);
  if (far.length === 0) return [];
  const comesAfter = ancestryOf(
    of.graph,
    of.order,
    far.map(({ named }) => named),
  );
  return far
    .filter(({ task, named }) => !comesAfter(task, named))
    .map(({ task, named, path }) => ({
      path,
      message: `"${of.tasks[named]?.task_id}" is not a dependency of "${of.tasks[task]?.task_id}", direct or through others`,
    }));
}
