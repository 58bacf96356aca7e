import { permitsAt, wouldPermit } from './breaker.ts';
import { advance, isExpired } from './change-status.ts';
import { measureBreaker } from './judge-window.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerState, BreakerStatus } from './state.ts';

/** A breaker as it is shown: what it would do now, not what was stored last. Times are epoch ms. */
export interface BreakerView {
  /** An open breaker whose wait is over reads half_open: the next call is let through. */
  state: BreakerStatus;
  /** A call would be let through now. */
  permitted: boolean;
  /** Outcomes in the window, or of the probes. */
  failureCount: number;
  successCount: number;
  totalRequests: number;
  slowCount: number;
  /** 0..1; null below the minimum. */
  failureRate: number | null;
  slowRate: number | null;
  /** Calls refused since it took its state. */
  refused: number;
  openings: number;
  since: number;
  openedAt: number | null;
  /** When a probe is let through at the earliest; null where none is waited for. */
  nextProbeAt: number | null;
  lastFailureAt: number | null;
  /** Permits of a half-open breaker. */
  probes: { granted: number; permits: number } | null;
}

export function viewBreaker(rules: BreakerRules, state: BreakerState, now: number): BreakerView {
  const current = advance(rules, state, now);
  const ready = current.status === 'open' && isExpired(rules, current, now);
  const { calls, failures, slow, failureRate, slowRate } = measureBreaker(rules, current, now);
  return {
    state: ready ? 'half_open' : current.status,
    permitted: wouldPermit(rules, current, now),
    failureCount: failures,
    successCount: calls - failures,
    totalRequests: calls,
    slowCount: slow,
    failureRate,
    slowRate,
    refused: current.refused,
    openings: current.openings,
    since: current.since,
    openedAt: current.openedAt,
    nextProbeAt: current.status === 'open' && !ready ? current.until : null,
    lastFailureAt: current.lastFailureAt,
    probes: probesOf(rules, current, { ready, now }),
  };
}

function probesOf(rules: BreakerRules, state: BreakerState, { ready, now }: { ready: boolean; now: number }): BreakerView['probes'] {
  if (ready) return { granted: 0, permits: rules.halfOpenPermits };
  return state.status === 'half_open' ? { granted: state.granted, permits: permitsAt(rules, state, now) } : null;
}
