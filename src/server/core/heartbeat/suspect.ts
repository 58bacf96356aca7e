// Is somebody who sends heartbeats still there? Suspicion grows with the silence, at the pace the sender's own intervals set (phi accrual,
// Hayashibara 2004). What is taken back, and when, is decided by leases alone: this is for telling early, and for giving nothing new to
// somebody who may be gone.

export interface SuspicionRules {
  /** Before three intervals are known this is the expected one, ms. */
  firstIntervalMs: number;
  /** Least standard deviation, ms: nobody is that regular. */
  leastDeviationMs: number;
  /** A pause that is always forgiven, ms: a collection of garbage, a blocked event loop. */
  acceptablePauseMs: number;
  /** From this suspicion on the sender is suspected. 8 is once in a hundred million. */
  threshold: number;
  /** Silence that is always too long, ms, whatever the history says. */
  hardLimitMs: number;
}

export const DEFAULT_SUSPICION: SuspicionRules = {
  firstIntervalMs: 5_000,
  leastDeviationMs: 500,
  acceptablePauseMs: 5_000,
  threshold: 8,
  hardLimitMs: 120_000,
};

/** More says nothing more. */
const MOST_PHI = 100;
const LEAST_INTERVALS = 3;
/** Of the approximation of the normal tail. */
const LINEAR = 1.5976;
const CUBIC = 0.070566;

/**
 * @param intervalsMs between the newest heartbeats, any order
 * @param silentMs since the last one; a clock that went back counts as no silence
 * @returns -log10 of the probability that a living sender is silent for so long, 0 to 100
 */
export function suspicion(intervalsMs: readonly number[], silentMs: number, rules: SuspicionRules = DEFAULT_SUSPICION): number {
  if (!(silentMs > 0)) return 0;
  if (silentMs >= rules.hardLimitMs) return MOST_PHI;
  const { mean, deviation } = courseOf(intervalsMs, rules);
  return Math.min(MOST_PHI, tailExponent((silentMs - mean - rules.acceptablePauseMs) / deviation));
}

export function isSuspect(intervalsMs: readonly number[], silentMs: number, rules: SuspicionRules = DEFAULT_SUSPICION): boolean {
  return suspicion(intervalsMs, silentMs, rules) >= rules.threshold;
}

/** The silence from which on a sender is suspected, ms: `isSuspect` said the other way round. */
export function suspectAfterMs(intervalsMs: readonly number[], rules: SuspicionRules = DEFAULT_SUSPICION): number {
  const { mean, deviation } = courseOf(intervalsMs, rules);
  return Math.min(rules.hardLimitMs, mean + rules.acceptablePauseMs + deviation * tailStart(rules.threshold));
}

function courseOf(intervalsMs: readonly number[], rules: SuspicionRules): { mean: number; deviation: number } {
  const known = intervalsMs.length >= LEAST_INTERVALS ? intervalsMs : [rules.firstIntervalMs];
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  const variance = known.reduce((sum, one) => sum + (one - mean) ** 2, 0) / known.length;
  return { mean, deviation: Math.max(rules.leastDeviationMs, Math.sqrt(variance)) };
}

/** -log10 of the normal tail beyond z, by the logistic approximation of Bowling et al.; it keeps growing where the exact one is 0. */
function tailExponent(z: number): number {
  const slope = z * (LINEAR + CUBIC * z * z);
  // ln(1 + e^slope) without overflow.
  const natural = slope > 30 ? slope : Math.log1p(Math.exp(slope));
  return natural / Math.LN10;
}

/** The z from which on `tailExponent` is at least that much: the one real root of its cubic (Cardano). */
function tailStart(exponent: number): number {
  const slope = Math.log(Math.expm1(exponent * Math.LN10));
  const [third, half] = [LINEAR / CUBIC / 3, slope / CUBIC / 2];
  const root = Math.sqrt(half ** 2 + third ** 3);
  return Math.cbrt(half + root) + Math.cbrt(half - root);
}
