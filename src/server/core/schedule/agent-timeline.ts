export interface Placement {
  task: number;
  agent: number;
  start: number;
  end: number;
}

/** Two times closer than this share of themselves are the same: sums of durations carry rounding. */
const SAME = 1e-12;

/**
 * What one agent does, without overlaps, in order of time. A task may be put into a gap between two others, as long as it fits.
 */
export class AgentTimeline {
  readonly placements: Placement[] = [];

  /** The earliest start of something that is ready at `ready` and takes `duration`, and its place in the order. */
  earliest(ready: number, duration: number): { start: number; at: number } {
    let at = this.firstEndingAfter(ready);
    let start = ready;
    for (; at < this.placements.length; at += 1) {
      const next = this.placements[at] as Placement;
      if (next.start - start >= duration - SAME * next.start) break;
      start = Math.max(start, next.end);
    }
    return { start, at };
  }

  /** `at` as earliest() returned it. */
  insert(placement: Placement, at: number): void {
    this.placements.splice(at, 0, placement);
  }

  private firstEndingAfter(time: number): number {
    let low = 0;
    let high = this.placements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.placements[middle] as Placement).end <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
