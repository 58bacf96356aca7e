import { robustSpread } from './robust-spread.ts';
import { SortedWindow } from './sorted-window.ts';
import { LEAST_HISTORY, tailSurprise } from './tail-surprise.ts';

/** Distances are cut here, in spreads: what is that far off needs no finer measure, and sums of them stay numbers. */
export const FARTHEST = 1e6;

export interface Channel {
  /** @returns the surprise of the newest value; the value is learned afterwards, so nothing is judged by itself */
  observe(value: number): number;
}

/**
 * Watches the mean of the last `span` values against those of `memory` points: spikes with a span of 1, shifts and slow changes with longer
 * ones. A mean is learned `span` points late, when it shares no value with the one that is judged.
 */
export function levelChannel({ memory, span }: { memory: number; span: number }): Channel {
  const means = new SortedWindow(memory);
  const distances = new SortedWindow(memory);
  const recent: number[] = [];
  const waiting: { mean: number; distance: number | null }[] = [];
  return {
    observe(value) {
      recent.push(value);
      if (recent.length > span) recent.shift();
      const mean = recent.reduce((sum, one) => sum + one / recent.length, 0);
      const distance = means.length < LEAST_HISTORY ? null : distanceOf(means, mean);
      const surprise = distance === null ? 0 : tailSurprise(distances, distance);
      waiting.push({ mean, distance });
      if (waiting.length > span) {
        const ripe = waiting.shift();
        if (ripe !== undefined) means.add(ripe.mean);
        if (typeof ripe?.distance === 'number') distances.add(ripe.distance);
      }
      return surprise;
    },
  };
}

function distanceOf(means: SortedWindow, mean: number): number {
  const { middle, spread } = robustSpread(means);
  return Math.min(FARTHEST, Math.abs(mean - middle) / spread);
}
