import type { SortedWindow } from './sorted-window.ts';

/** The quartiles of a normal law are this many standard deviations apart, and its outer percentiles rather fewer than 20. */
const QUARTILES_APART = 1.35;
const PERCENTILES_APART = 20;
/** Relative to the middle: below this everything is the same number. */
const NOTHING = 1e-9;

/** The middle of the values, and how far they usually are from it. Half of them may be wild without moving it; it is never 0. */
export function robustSpread(values: SortedWindow): { middle: number; spread: number } {
  const middle = values.quantile(0.5);
  const quartiles = (values.quantile(0.75) - values.quantile(0.25)) / QUARTILES_APART;
  const percentiles = (values.quantile(0.99) - values.quantile(0.01)) / PERCENTILES_APART;
  return { middle, spread: Math.max(quartiles, percentiles, NOTHING * (1 + Math.abs(middle))) };
}
