import { type Measure, UNMEASURED } from './statistics.ts';

// Durations counted in bins whose widths grow by one hundredth, each with the longest one in it. Sketches of stretches of time add up to the
// sketch of all of it, which no percentile does. A percentile of a sketch is a duration that was measured: never less than the true one,
// and at most one hundredth more (below a millisecond, at most a millisecond more).

/** How much wider each bin is than the one before it. */
export const BIN_GROWTH = 1.01;

/** Its number, how many durations are in it, the longest of them in ms. Bin 0 holds what is shorter than 1 ms, bin n what is in (growth^(n-2), growth^(n-1)]. */
export type LatencyBin = readonly [index: number, count: number, longestMs: number];
export type LatencySketch = readonly LatencyBin[];

export function addSketches(sketches: readonly LatencySketch[]): LatencySketch {
  const bins = new Map<number, LatencyBin>();
  for (const [index, count, longest] of sketches.flat()) {
    const [, known = 0, most = 0] = bins.get(index) ?? [];
    bins.set(index, [index, known + count, Math.max(most, longest)]);
  }
  return [...bins.values()].sort(([a], [b]) => a - b);
}

/** The percentile by nearest rank, with the number of durations behind it. */
export function sketchPercentile(sketch: LatencySketch, share: number): Measure {
  const samples = sketch.reduce((total, [, count]) => total + count, 0);
  let below = 0;
  for (const [, count, longest] of sketch) {
    below += count;
    if (below >= share * samples) return { value: longest, samples };
  }
  return UNMEASURED;
}
