import type { TaskStatus } from '../task/state.ts';
import { dependencyId } from '../workflow/check-graph.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { buildGraph, topologicalOrder } from '../workflow/graph.ts';

// Two runs held against each other, task by task in the order of the work. A task diverges when it ended otherwise, or gave something
// else; how long it took is told, and is no divergence.

/** A task of a run as a comparison needs it. Times in ms. */
export interface ComparedTask {
  id: string;
  taskId: string;
  name: string;
  status: TaskStatus;
  /** From the start of the first attempt to the end; null when it did not run to its end. */
  durationMs: number | null;
  /** Of the output's text; null without one. */
  outputDigest: string | null;
  /** It took its result over from an earlier run. */
  reused: boolean;
}

export type Divergence = 'status' | 'output' | 'only_left' | 'only_right';

export interface ComparedRow {
  taskId: string;
  name: string;
  left: ComparedTask | null;
  right: ComparedTask | null;
  /** Null: the same on both sides. */
  divergence: Divergence | null;
  /** By how much it took longer in the right run, ms; below 0: shorter. Null where it was not done to its end in both. */
  longerMs: number | null;
}

export interface RunSide {
  definition: WorkflowDefinition;
  tasks: readonly ComparedTask[];
}

export interface RunComparison {
  rows: ComparedRow[];
  /** The first task that differs, in the order of the work; null: none does. */
  firstDivergence: ComparedRow | null;
}

/** Holds two runs against each other. Tasks that only one of them has stand where that run's graph has them. */
export function compareRuns(left: RunSide, right: RunSide): RunComparison {
  const [ofLeft, ofRight] = [byKey(left.tasks), byKey(right.tasks)];
  const order = [...new Set([...orderOf(right), ...orderOf(left)])];
  // What only the left one has comes before the first of the right that follows it in the left graph.
  const place = new Map(orderOf(left).map((key, at) => [key, at]));
  const placed = order.map((key, at) => ({ key, at: ofRight.has(key) ? at : (place.get(key) ?? at) - 0.5 }));
  const rows = placed.toSorted((a, b) => a.at - b.at).map(({ key }) => rowOf(key, ofLeft.get(key) ?? null, ofRight.get(key) ?? null));
  return { rows, firstDivergence: rows.find(({ divergence }) => divergence !== null) ?? null };
}

const byKey = (tasks: readonly ComparedTask[]) => new Map(tasks.map((task) => [task.taskId, task]));

/** Keys in the order of the work; what the definition does not name (items of a map) comes last. */
function orderOf({ definition, tasks }: RunSide): string[] {
  const positions = new Map(definition.tasks.map((task, at) => [task.task_id, at]));
  const graph = buildGraph(definition.tasks.map((task) => task.dependencies.flatMap((each) => positions.get(dependencyId(each)) ?? [])));
  const named = topologicalOrder(graph).map((at) => definition.tasks[at]?.task_id as string);
  return [...named, ...tasks.map(({ taskId }) => taskId).filter((key) => !positions.has(key))];
}

function rowOf(taskId: string, left: ComparedTask | null, right: ComparedTask | null): ComparedRow {
  return {
    taskId,
    name: right?.name ?? left?.name ?? taskId,
    left,
    right,
    divergence: divergenceOf(left, right),
    longerMs: longerOf(left, right),
  };
}

function longerOf(left: ComparedTask | null, right: ComparedTask | null): number | null {
  if (left === null || right === null || left.reused || right.reused) return null;
  return left.durationMs === null || right.durationMs === null ? null : right.durationMs - left.durationMs;
}

function divergenceOf(left: ComparedTask | null, right: ComparedTask | null): Divergence | null {
  if (left === null) return right === null ? null : 'only_right';
  if (right === null) return 'only_left';
  if (left.status !== right.status) return 'status';
  return left.outputDigest === right.outputDigest ? null : 'output';
}
