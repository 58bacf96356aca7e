// Does the persona component pay? Where it changes who gets a task (a contested task), a coin decides whether it may, so the two arms
// differ in nothing else, and the difference of their success rates is its lift. Where it changes nothing it can neither help nor harm.
//
//   testing   fewer than ENOUGH contested outcomes: half of the contested tasks each way
//   on        the lift is above 0 with certainty: 9 of 10 contested tasks follow the persona, one measures on
//   off       the lift is below 0 with certainty, or ENOUGH outcomes did not prove it: the weight is zero, but for one contested task of
//             ten, which is how the lift would show again
//
// Older outcomes fade (MEMORY), so every verdict can change.

/** Contested outcomes of both arms together, faded ones included, after which an unproven lift is none. */
export const ENOUGH = 200;
/** Outcomes of each arm below which nothing is concluded. */
export const LEAST_PER_ARM = 15;
/** Outcomes of an arm that are remembered, roughly: each new one fades the older ones by 1 / MEMORY. */
export const MEMORY = 400;
/** 90 % between the bounds, so 95 % above the lower one. */
const Z = 1.645;

export const VERDICTS = ['testing', 'on', 'off'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Share of contested tasks that follow the persona. */
export const FOLLOWING: Readonly<Record<Verdict, number>> = { testing: 0.5, on: 0.9, off: 0.1 };

export interface TrialArm {
  /** Outcomes, faded. */
  n: number;
  successes: number;
  /** Outcomes with a known cost, faded, and their sum in USD. */
  costs: number;
  costUsd: number;
  /** Outcomes ever. */
  total: number;
}

export const EMPTY_ARM: TrialArm = { n: 0, successes: 0, costs: 0, costUsd: 0, total: 0 };

/** Adds one outcome to an arm. */
export function addToArm(arm: TrialArm, outcome: { success: boolean; costUsd: number | null }): TrialArm {
  const keep = 1 - 1 / MEMORY;
  const priced = outcome.costUsd !== null;
  return {
    n: arm.n * keep + 1,
    successes: arm.successes * keep + Number(outcome.success),
    costs: arm.costs * keep + Number(priced),
    costUsd: arm.costUsd * keep + (outcome.costUsd ?? 0),
    total: arm.total + 1,
  };
}

export interface TrialJudgement {
  verdict: Verdict;
  /** Difference of the success rates, with its 90 % interval; null below LEAST_PER_ARM. */
  lift: Lift | null;
  /** Difference of the mean costs in USD; null when an arm has no cost. */
  costDifferenceUsd: number | null;
  /** Why, for people. */
  reason: string;
}

/** A difference of success rates with its 90 % interval. */
export interface Lift {
  mean: number;
  low: number;
  high: number;
}

const shrunkRate = ({ n, successes }: TrialArm) => (successes + 1) / (n + 2);
const rateVariance = (arm: TrialArm) => (shrunkRate(arm) * (1 - shrunkRate(arm))) / (arm.n + 2);
const observed = (on: TrialArm, without: TrialArm) => on.successes / on.n - without.successes / without.n;

function interval(mean: number, of: { centre: number; variance: number }): Lift {
  const half = Z * Math.sqrt(of.variance);
  return { mean, low: Math.max(-1, of.centre - half), high: Math.min(1, of.centre + half) };
}

/** Interval of Agresti and Caffo for a difference of two rates: right at small samples and at rates near 0 and 1. */
function liftOf(on: TrialArm, without: TrialArm): Lift {
  const centre = shrunkRate(on) - shrunkRate(without);
  return interval(observed(on, without), { centre, variance: rateVariance(on) + rateVariance(without) });
}

const isConclusive = ({ on, without }: { on: TrialArm; without: TrialArm }) => Math.min(on.n, without.n) >= LEAST_PER_ARM;

/**
 * The lift over several types of task. Each type is compared with itself and weighted by its contested outcomes: the arms are not of
 * the same size everywhere, and pooling them would mistake easy types for lift. Null when no type has enough of both arms.
 */
export function overallLift(types: readonly { on: TrialArm; without: TrialArm }[]): Lift | null {
  const counted = types.filter(isConclusive);
  const all = counted.reduce((sum, { on, without }) => sum + on.n + without.n, 0);
  if (all === 0) return null;
  const sum = { mean: 0, centre: 0, variance: 0 };
  for (const { on, without } of counted) {
    const share = (on.n + without.n) / all;
    sum.mean += share * observed(on, without);
    sum.centre += share * (shrunkRate(on) - shrunkRate(without));
    sum.variance += share * share * (rateVariance(on) + rateVariance(without));
  }
  return interval(sum.mean, sum);
}

/** Judges the two arms of one type of task. */
export function judgeTrial(on: TrialArm, without: TrialArm): TrialJudgement {
  const costDifferenceUsd = on.costs > 0 && without.costs > 0 ? on.costUsd / on.costs - without.costUsd / without.costs : null;
  if (!isConclusive({ on, without }))
    return { verdict: 'testing', lift: null, costDifferenceUsd, reason: `fewer than ${LEAST_PER_ARM} outcomes in an arm` };
  const lift = liftOf(on, without);
  const said = (verdict: Verdict, reason: string): TrialJudgement => ({ verdict, lift, costDifferenceUsd, reason });
  if (lift.low > 0) return said('on', 'the lift is above zero');
  if (lift.high <= 0) return said('off', 'the lift is not above zero');
  if (on.total + without.total >= ENOUGH) return said('off', `no lift is proven after ${ENOUGH} contested outcomes`);
  return said('testing', `fewer than ${ENOUGH} contested outcomes`);
}
