/** A predicted amount: what to expect, where it lies with 90 %, and how many outcomes of this agent at this task type stand behind it. */
export interface Prediction {
  mean: number;
  low: number;
  high: number;
  /** Outcomes that still count; old ones fade. */
  samples: number;
  /** False: show "not enough data" instead of the numbers. */
  enough: boolean;
}

/** From this many samples on a prediction may be shown as a number. */
export const ENOUGH_SAMPLES = 30;

/** Deviations of a normal distribution between its middle and the end of its 90 % interval. */
export const INTERVAL_REACH = 1.6448536269514722;

/** Completes a prediction; the interval always holds the mean. `weight` is the sum of the outcomes, each by how much it still counts. */
export function toPrediction(mean: number, interval: { low: number; high: number }, weight: number): Prediction {
  const samples = Math.round(weight);
  return { mean, low: Math.min(interval.low, mean), high: Math.max(interval.high, mean), samples, enough: samples >= ENOUGH_SAMPLES };
}
