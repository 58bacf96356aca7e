import type { Graph } from '../workflow/graph.ts';
import { upwardRanks } from './upward-rank.ts';

/** How far a task steps back that nothing waits for, in ms. Less than lies between any two priorities, so that it stays in its class. */
export const MAX_YIELD_MS = 30_000;

export interface PathInput {
  graph: Graph;
  /** Its topological order. */
  order: readonly number[];
  /** Expected duration per task in ms; null where nobody knows. */
  durations: readonly (number | null)[];
}

/** What nobody knows is taken for an average one; without any, all are alike. */
export function fillDurations(durations: PathInput['durations']): number[] {
  const known = durations.filter((duration) => duration !== null);
  const typical = known.length === 0 ? 1 : known.reduce((sum, duration) => sum + duration, 0) / known.length;
  return durations.map((duration) => duration ?? typical);
}

/**
 * How much later than it is each task counts as ready, in ms: 0 for the head of the critical path, the more the less work hangs behind
 * it. Tasks step back and never forward: within a run the critical path goes first, and no run gains anything over another by its
 * shape. A duration nobody knows is taken for an average one. Linear in tasks and edges.
 */
export function pathYields({ graph, order, durations }: PathInput): number[] {
  const ranks = upwardRanks({ graph, order, durations: fillDurations(durations) });
  const longest = ranks.reduce((most, rank) => Math.max(most, rank), 0);
  return Array.from(ranks, (rank) => (longest === 0 ? 0 : Math.round(MAX_YIELD_MS * (1 - rank / longest))));
}
