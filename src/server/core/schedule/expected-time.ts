import { ENOUGH_SAMPLES, INTERVAL_REACH } from '../prediction/prediction.ts';
import { expectedRemaining, spreadOf } from './log-normal.ts';
import { CAUTION } from './pick-agent.ts';

/** A predicted duration as records keep it: mean, ends of the 90 % interval, samples. Milliseconds. */
export type PredictedTime = readonly [mean: number, low: number, high: number, samples: number];

const spread = ([mean, , high]: PredictedTime) => spreadOf(mean, { z: INTERVAL_REACH, at: high });

/** How long a task is taken to need, a bad surprise counted in; NaN where too little is known to say. Milliseconds. */
export function cautiousTime(predicted: PredictedTime | undefined): number {
  if (predicted === undefined || predicted[3] < ENOUGH_SAMPLES || predicted[0] <= 0) return Number.NaN;
  return predicted[0] * (1 + CAUTION * spread(predicted).cv);
}

/** What an attempt that goes on for `elapsed` still needs; null where too little is known to say. Milliseconds. */
export function remainingTime(predicted: PredictedTime | undefined, elapsed: number): number | null {
  return predicted === undefined || predicted[3] < ENOUGH_SAMPLES ? null : expectedRemaining(spread(predicted), elapsed);
}
