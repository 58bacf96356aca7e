import type { BreakerRules } from './policy.ts';
import type { BreakerState } from './state.ts';
import { totalsOf } from './window.ts';

/** The outcomes in a breaker's window at one instant. */
export interface WindowMetrics {
  calls: number;
  failures: number;
  slow: number;
  /** 0..1; null below the minimum, and where no rate decides. */
  failureRate: number | null;
  slowRate: number | null;
}

/** @param now epoch ms */
export function measureBreaker(rules: BreakerRules, state: BreakerState, now: number): WindowMetrics {
  const { calls, failures, slow } = totalsOf(state.window, rules.window, now);
  const rated = state.window.type !== 'consecutive' && calls > 0 && calls >= minimumCalls(rules, state);
  return { calls, failures, slow, failureRate: rated ? failures / calls : null, slowRate: rated ? slow / calls : null };
}

/** Outcomes needed before a rate means anything: all that the window can hold, where it cannot hold the minimum. */
export function minimumCalls(rules: BreakerRules, { window, probing }: BreakerState): number {
  if (probing) return Math.min(rules.minimumCalls, rules.halfOpenPermits);
  return window.type === 'count' ? Math.min(rules.minimumCalls, window.size) : rules.minimumCalls;
}

/** Whether the closed breaker is to open. */
export function isTripped(rules: BreakerRules, state: BreakerState, now: number): boolean {
  if (rules.window.type === 'consecutive') return state.window.type === 'consecutive' && state.window.streak >= rules.window.failures;
  return isOverThreshold(rules, measureBreaker(rules, state, now), rules.failureRateThreshold);
}

/** What the probes that are back say, `failed` being the one that just came. */
export function judgeProbes(
  rules: BreakerRules,
  state: BreakerState,
  last: { now: number; failed: boolean },
): 'open' | 'closed' | 'undecided' {
  const metrics = measureBreaker(rules, state, last.now);
  if (last.failed && rules.halfOpenPermits === 1) return 'open';
  switch (rules.halfOpenRule) {
    case 'consecutive_successes':
      if (last.failed) return 'open';
      return metrics.calls >= rules.halfOpenPermits ? 'closed' : 'undecided';
    case 'rate_early': {
      const tolerated = rules.halfOpenFailureRateThreshold ?? rules.failureRateThreshold ?? 1;
      if (metrics.failures / rules.halfOpenPermits > tolerated) return 'open';
      return metrics.calls >= rules.halfOpenPermits ? 'closed' : 'undecided';
    }
    case 'rate':
    case 'none':
      if (metrics.failureRate === null) return 'undecided';
      return isOverThreshold(rules, metrics, rules.halfOpenFailureRateThreshold ?? rules.failureRateThreshold) ? 'open' : 'closed';
  }
}

function isOverThreshold(rules: BreakerRules, { failureRate, slowRate }: WindowMetrics, failureThreshold: number | null): boolean {
  return exceeds(rules, failureRate, failureThreshold) || exceeds(rules, slowRate, rules.slowCallRateThreshold);
}

/** A rate of nothing exceeds nothing: a threshold of 0 tolerates no failure, and does not condemn who had none. */
function exceeds({ thresholdCompare }: BreakerRules, rate: number | null, threshold: number | null): boolean {
  if (rate === null || threshold === null || rate === 0) return false;
  return thresholdCompare === 'gte' ? rate >= threshold : rate > threshold;
}
