// A cumulative sum test (Page) in both directions. Every outcome moves two sums by the log likelihood ratio of "the odds have changed by
// the factor e^SHIFT" against "they are as predicted"; a sum never falls below 0, and above THRESHOLD the change is believed. A drop from
// 0.9 to 0.3 is believed after about seven outcomes; without a change, a sum passes the threshold about once in a thousand.

const SHIFT = 1.5;
const THRESHOLD = 6;
/** A prediction nearer to certainty than this would let one surprise decide. */
const LEAST_PROBABILITY = 0.03;

export interface ChangeWatch {
  drop: number;
  rise: number;
}

/** Moves the sums by one outcome. True when the change is believed; the sums then start again. */
export function watchChange(watch: ChangeWatch, predicted: number, success: boolean): boolean {
  const p = Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, predicted));
  watch.drop = Math.max(0, watch.drop + logRatio(p, shifted(p, -SHIFT), success));
  watch.rise = Math.max(0, watch.rise + logRatio(p, shifted(p, SHIFT), success));
  if (watch.drop < THRESHOLD && watch.rise < THRESHOLD) return false;
  watch.drop = 0;
  watch.rise = 0;
  return true;
}

function shifted(p: number, shift: number): number {
  const odds = (p / (1 - p)) * Math.exp(shift);
  return odds / (1 + odds);
}

function logRatio(before: number, after: number, success: boolean): number {
  return success ? Math.log(after / before) : Math.log((1 - after) / (1 - before));
}
