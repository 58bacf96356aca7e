import { fillDurations, type PathInput } from './path-yield.ts';
import { upwardRanks } from './upward-rank.ts';

export type PathGoal = 'minimize_time' | 'minimize_cost';

/** Of the whole way, below which a task has no time to spare: sums of the same durations in another order differ by rounding. */
const ROUNDING = 1e-9;

/**
 * Time where it counts, money where it does not: tasks of the critical path are to be quick, tasks that may take twice as long without
 * holding up the end are to be cheap, and the others (null) have no goal. Linear in tasks and edges.
 */
export function pathGoals({ graph, order, durations }: PathInput): (PathGoal | null)[] {
  const times = fillDurations(durations);
  const below = upwardRanks({ graph, order, durations: times });
  const above = upwardRanks({
    graph: { dependencies: graph.dependents, dependents: graph.dependencies },
    order: order.toReversed(),
    durations: times,
  });
  const longest = below.reduce((most, rank) => Math.max(most, rank), 0);
  return times.map((time, at) => {
    const slack = longest - ((above[at] as number) + (below[at] as number) - time);
    if (slack <= longest * ROUNDING) return 'minimize_time';
    return slack >= time * (1 - ROUNDING) ? 'minimize_cost' : null;
  });
}
