// Is somebody who sends heartbeats still there? Suspicion grows with the silence, at the pace the sender's own intervals set (phi accrual,
// Hayashibara 2004). What is taken back, and when, is decided by leases alone: this is for telling early, not for acting.

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

/**
 * @param intervalsMs between the newest heartbeats, any order
 * @param silentMs since the last one; a clock that went back counts as no silence
 * @returns -log10 of the probability that a living sender is silent for so long, 0 to 100
 */
export function suspicion(intervalsMs: readonly number[], silentMs: number, rules: SuspicionRules = DEFAULT_SUSPICION): number {
  if (!(silentMs > 0)) return 0;
  if (silentMs >= rules.hardLimitMs) return MOST_PHI;
  const known = intervalsMs.length >= LEAST_INTERVALS ? intervalsMs : [rules.firstIntervalMs];
  const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
  const variance = known.reduce((sum, one) => sum + (one - mean) ** 2, 0) / known.length;
  const deviation = Math.max(rules.leastDeviationMs, Math.sqrt(variance));
  return Math.min(MOST_PHI, tailExponent((silentMs - mean - rules.acceptablePauseMs) / deviation));
}

export function isSuspect(intervalsMs: readonly number[], silentMs: number, rules: SuspicionRules = DEFAULT_SUSPICION): boolean {
  return suspicion(intervalsMs, silentMs, rules) >= rules.threshold;
}

/** -log10 of the normal tail beyond z, by the logistic approximation of Bowling et al.; it keeps growing where the exact one is 0. */
function tailExponent(z: number): number {
  const slope = z * (1.5976 + 0.070566 * z * z);
  // ln(1 + e^slope) without overflow.
  const natural = slope > 30 ? slope : Math.log1p(Math.exp(slope));
  return natural / Math.LN10;
}
