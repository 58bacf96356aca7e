import { ENOUGH_SAMPLES, INTERVAL_REACH } from '../prediction/prediction.ts';
import { expectedRemaining, spreadOf } from './log-normal.ts';

/** What is expected of a duration: its mean, the ends of its 90 % interval, and the outcomes behind it. One unit for all. */
export interface ExpectedDuration {
  mean: number;
  high: number;
  samples: number;
}

/** Of all attempts, second ones may be at most this share. */
export const HEDGE_SHARE = 0.05;

/** Whether an attempt runs longer than 95 % of its agent's do at this type. Never where too little is known to say. */
export function isStraggling(first: ExpectedDuration, elapsed: number): boolean {
  return first.samples >= ENOUGH_SAMPLES && first.mean > 0 && elapsed > first.high;
}

/**
 * How much sooner a second attempt ends the task, in the unit of the durations; 0 when it does not pay. The first is expected to need what
 * a log-normal duration that has come this far still needs; the second is taken to need as long as 95 % of its agent's attempts at most do,
 * so a task that is long in itself is not mistaken for a slow agent too easily.
 */
export function gainOfSecond(first: ExpectedDuration, second: ExpectedDuration, elapsed: number): number {
  if (!isStraggling(first, elapsed) || second.samples < ENOUGH_SAMPLES) return 0;
  const remaining = expectedRemaining(spreadOf(first.mean, { z: INTERVAL_REACH, at: first.high }), elapsed);
  return Math.max(0, remaining - second.high);
}

/**
 * Whether a second attempt is worth beginning beside one that is expected not to come back, before that is late: somebody else is expected
 * to have the result before the first one would count as late.
 */
export function insures(first: ExpectedDuration, second: ExpectedDuration, elapsed: number): boolean {
  return first.samples >= ENOUGH_SAMPLES && second.samples >= ENOUGH_SAMPLES && elapsed + second.mean < first.high;
}

/** How many more second attempts the share allows among attempts, of which some were second ones. */
export function hedgesLeft(attempts: number, hedges: number): number {
  return Math.max(0, Math.floor(HEDGE_SHARE * attempts) - hedges);
}
