import { type Direction, TARGET_DEFINITIONS, type TargetName, targetUnit } from '../metrics/targets.ts';

// How fast the allowance of a target is used up. A target of 99.9 % allows one bad event in a thousand; the burn rate is the share of bad
// events over the share that is allowed. As Google's SRE workbook has it, a rule looks at two pairs of windows: the long one says that it
// matters, the short one that it still goes on, so that a rule ends minutes after its cause.

/** Targets of a share of events: the others allow no number of bad ones. */
export const BURN_TARGETS = [
  'workflow_completion_rate',
  'routing_accuracy_percent',
  'task_reassignment_rate',
  'error_rate_percent',
] as const satisfies readonly TargetName[];
export type BurnTarget = (typeof BURN_TARGETS)[number];

export interface BurnPair {
  /** A month's allowance lasts this many times shorter: 14.4 leaves two days, 6 five. */
  factor: number;
  longSeconds: number;
  shortSeconds: number;
}

export const BURN_PAIRS = [
  { factor: 14.4, longSeconds: 3_600, shortSeconds: 300 },
  { factor: 6, longSeconds: 21_600, shortSeconds: 1_800 },
] as const satisfies readonly BurnPair[];

/** Events that the long window must hold: one failure of three is no rate. */
const LEAST_EVENTS = 20;

/** What a measure said of the events of a window: its mean, weighted by how many events stand behind it. */
export interface Spent {
  mean: number;
  events: number;
}

/** By the seconds of the window; a window in which nothing was measured is missing. */
export type SpentByWindow = ReadonlyMap<number, Spent>;

const badShare = (name: TargetName, value: number): number => {
  const share = targetUnit(name) === 'percent' ? value / 100 : value;
  const direction: Direction = TARGET_DEFINITIONS[name].direction;
  return Math.min(1, Math.max(0, direction === 'at_most' ? share : 1 - share));
};

/** Bad events over allowed ones; without an allowance any bad event is infinitely too many. Null: nothing was measured. */
function burnRate(name: BurnTarget, target: number, spent: Spent | undefined): number | null {
  if (spent === undefined || spent.events === 0) return null;
  const [bad, allowed] = [badShare(name, spent.mean), badShare(name, target)];
  return bad === 0 ? 0 : bad / allowed;
}

export interface Burning extends BurnPair {
  /** Over the long window. */
  rate: number;
}

/** The first pair of windows in which the allowance burns too fast; null: none, or there is not enough data. */
export function findBurning(name: BurnTarget, target: number, spent: SpentByWindow): Burning | null {
  for (const pair of BURN_PAIRS) {
    const long = spent.get(pair.longSeconds);
    const [rate, still] = [burnRate(name, target, long), burnRate(name, target, spent.get(pair.shortSeconds))];
    if (rate === null || still === null || (long?.events ?? 0) < LEAST_EVENTS) continue;
    if (rate > pair.factor && still > pair.factor) return { ...pair, rate };
  }
  return null;
}
