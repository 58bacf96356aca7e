import { firstNotBelow, type SortedWindow } from './sorted-window.ts';

/** Distances seen before the first judgement: fewer say nothing of a tail. */
export const LEAST_HISTORY = 30;
/** The share of the distances that counts as their tail, and the fewest of them. */
const TAIL_SHARE = 0.05;
const LEAST_TAIL = 8;
/** The tail's shape (of a generalised Pareto law): 0 falls like an exponential. A heavier one than this would call nothing strange. */
const MAX_SHAPE = 0.15;
/** The least scale of a tail, in units of the distances: a history without any spread must not make a trifle strange. */
const LEAST_SCALE = 0.05;

/**
 * How strange a distance is after those seen: log10 of one over the probability of one as large. Within what was seen it is counted, beyond
 * it the tail is extended by a generalised Pareto law (peaks over threshold), fitted by probability-weighted moments.
 * @returns from 0; 3 is once in a thousand. 0 while there is too little history
 */
export function tailSurprise(seen: SortedWindow, distance: number): number {
  const n = seen.length;
  if (n < LEAST_HISTORY) return 0;
  const { sorted } = seen;
  const count = Math.max(LEAST_TAIL, Math.floor(TAIL_SHARE * n));
  const start = sorted[n - count - 1] as number;
  if (distance <= start) return Math.log10(n / (n - firstNotBelow(sorted, distance)));
  const { shape, scale } = fitTail(sorted, { start, count });
  const beyond = (distance - start) / scale;
  return Math.log10(n / count) + (shape === 0 ? beyond / Math.LN10 : Math.log10(1 + shape * beyond) / shape);
}

function fitTail(sorted: readonly number[], { start, count }: { start: number; count: number }): { shape: number; scale: number } {
  let mean = 0;
  let weighted = 0;
  for (let rank = 0; rank < count; rank += 1) {
    const excess = (sorted[sorted.length - count + rank] as number) - start;
    mean += excess / count;
    weighted += (excess * (1 - (rank + 0.65) / count)) / count;
  }
  const asymmetry = mean - 2 * weighted;
  const shape = mean > 0 && asymmetry > 0 ? Math.min(MAX_SHAPE, Math.max(0, 2 - mean / asymmetry)) : 0;
  return { shape, scale: Math.max(LEAST_SCALE, mean * (1 - shape)) };
}
