import type { Graph } from '../workflow/graph.ts';

export interface RankInput {
  graph: Graph;
  /** Its topological order, see core/workflow/graph.ts. */
  order: readonly number[];
  /** Expected duration per task, any unit. */
  durations: ArrayLike<number>;
  /** Expected time to hand a result over, in the same unit; left out where agents share their data. */
  transfer?: (from: number, to: number) => number;
}

/**
 * Upward rank (Topcuoglu, Hariri, Wu 2002): the longest way from the start of a task to the end of its workflow. Whoever ranks highest
 * holds up the most. Linear in tasks and edges.
 */
export function upwardRanks({ graph, order, durations, transfer }: RankInput): Float64Array {
  const ranks = new Float64Array(graph.dependencies.length);
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const task = order[at] as number;
    let behind = 0;
    for (const next of graph.dependents[task] as number[]) {
      const way = (ranks[next] as number) + (transfer === undefined ? 0 : transfer(task, next));
      if (way > behind) behind = way;
    }
    ranks[task] = (durations[task] as number) + behind;
  }
  return ranks;
}
