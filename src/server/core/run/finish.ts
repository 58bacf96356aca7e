export interface RunTally {
  total: number;
  failed: number;
  /** Calls of maps and loops among the total: they count by what they add up to, their map or loop. */
  items: number;
  itemsFailed: number;
  /** Cancelled one by one, in a run that was not. That was somebody's wish, so it does not fail the run. */
  cancelled: number;
  /** Share of failed tasks the run puts up with, 0..1. */
  tolerance: number;
}

/** How a run ends whose tasks are all terminal: failed when the share of failed tasks is above its tolerance. Skipped tasks do not count. */
export function finishRun({ total, failed, items, itemsFailed, tolerance }: RunTally): 'completed' | 'failed' {
  return total > items && (failed - itemsFailed) / (total - items) > tolerance ? 'failed' : 'completed';
}
