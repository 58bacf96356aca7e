/** Tasks as numbers: positions in the definition. All walks are iterative and linear in tasks and edges. */
export interface Graph {
  /** For each task, what it waits for. */
  dependencies: number[][];
  /** For each task, who waits for it. */
  dependents: number[][];
}

/** Builds both directions from `dependencies[task] = tasks it waits for`. */
export function buildGraph(dependencies: number[][]): Graph {
  const dependents: number[][] = dependencies.map(() => []);
  for (const [task, needed] of dependencies.entries()) for (const dependency of needed) dependents[dependency]?.push(task);
  return { dependencies, dependents };
}

/**
 * The tasks in an order in which each comes after everything it waits for; among those that may go, the earlier in the definition first
 * within a wave. Tasks on or behind a cycle are missing from it.
 */
export function topologicalOrder(graph: Graph): number[] {
  const open = graph.dependencies.map((needed) => needed.length);
  const order = open.flatMap((count, task) => (count === 0 ? [task] : []));
  for (let at = 0; at < order.length; at += 1) {
    for (const dependent of graph.dependents[order[at] as number] ?? []) {
      const left = (open[dependent] as number) - 1;
      open[dependent] = left;
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

/** For each task the length of the longest path that ends in it; a root has 1. `order` is the graph's topological order. */
export function levelsOf(graph: Graph, order: readonly number[]): number[] {
  const levels = new Array<number>(graph.dependencies.length).fill(1);
  for (const task of order) {
    const below = (levels[task] as number) + 1;
    for (const dependent of graph.dependents[task] ?? []) if ((levels[dependent] as number) < below) levels[dependent] = below;
  }
  return levels;
}

/** One cycle as tasks in the order "waits for", first one not repeated; null when there is none. `order` as topologicalOrder gave it. */
export function findCycle(graph: Graph, order: readonly number[]): number[] | null {
  const settled = new Set(order);
  const start = graph.dependencies.findIndex((_, task) => !settled.has(task));
  if (start === -1) return null;
  // Everything left waits for something left, so walking up must meet itself.
  const seenAt = new Map<number, number>();
  const walk: number[] = [];
  for (let task = start; ; ) {
    const before = seenAt.get(task);
    if (before !== undefined) return walk.slice(before);
    seenAt.set(task, walk.length);
    walk.push(task);
    const next = graph.dependencies[task]?.find((dependency) => !settled.has(dependency));
    if (next === undefined) return null;
    task = next;
  }
}

/**
 * Answers "does `task` come after `ancestor`?" for the ancestors given here, and only for them. One bit per task and ancestor, filled in
 * one walk over the edges: 10,000 tasks that all ask for far ancestors cost 12 MB and a few ms, not a search each.
 */
export function ancestryOf(
  graph: Graph,
  order: readonly number[],
  ancestors: readonly number[],
): (task: number, ancestor: number) => boolean {
  const bitOf = new Map<number, number>();
  for (const ancestor of ancestors) if (!bitOf.has(ancestor)) bitOf.set(ancestor, bitOf.size);
  const words = Math.ceil(bitOf.size / 32);
  const bits = new Int32Array(words * graph.dependencies.length);
  for (const task of order) {
    const at = task * words;
    for (const dependency of graph.dependencies[task] ?? []) {
      const from = dependency * words;
      for (let word = 0; word < words; word += 1) bits[at + word] = (bits[at + word] as number) | (bits[from + word] as number);
      const bit = bitOf.get(dependency);
      if (bit !== undefined) bits[at + (bit >>> 5)] = (bits[at + (bit >>> 5)] as number) | (1 << (bit & 31));
    }
  }
  return (task, ancestor) => {
    const bit = bitOf.get(ancestor);
    return bit !== undefined && ((bits[task * words + (bit >>> 5)] as number) & (1 << (bit & 31))) !== 0;
  };
}
