export interface RunTally {
  total: number;
  failed: number;
  /** Cancelled one by one, in a run that was not. That was somebody's wish, so it does not fail the run. */
  cancelled: number;
  /** Share of failed tasks the run puts up with, 0..1. */
  tolerance: number;
}

/** How a run ends whose tasks are all terminal: failed when the share of failed tasks is above its tolerance. Skipped tasks do not count. */
export function finishRun({ total, failed, tolerance }: RunTally): 'completed' | 'failed' {
  return total > 0 && failed / total > tolerance ? 'failed' : 'completed';
}
