import { acquire, type Outcome, record } from './breaker.ts';
import { type BreakerCommand, commandBreaker } from './command-breaker.ts';
import { measureBreaker, type WindowMetrics } from './judge-window.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerState, BreakerStatus } from './state.ts';

// What happens to a breaker, as data: a process notes its changes at once and stores them later, and makes them again on top of what
// another process has stored in between.

export type BreakerChange = { type: 'outcome'; outcome: Outcome } | { type: 'acquire'; at: number };

/** Why a breaker changed its status. */
export const TRANSITION_CAUSES = [
  'failures',
  'slow_calls',
  'retry_after',
  'wait_over',
  'probes_passed',
  'probes_failed',
  'probes_lost',
  'deaths',
  'person',
] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

export interface NewTransition {
  from: BreakerStatus;
  to: BreakerStatus;
  /** Epoch ms. */
  at: number;
  cause: TransitionCause;
  /** For people. */
  reason: string;
  /** The window that decided. */
  window: WindowMetrics;
}

export interface Changed {
  state: BreakerState;
  /** Of an `acquire`: whether the call was let through. */
  permitted: boolean;
  transition: NewTransition | null;
}

/** Makes one change. A status that only time has changed shows up with the change that finds it. */
export function applyChange(rules: BreakerRules, before: BreakerState, change: BreakerChange): Changed {
  if (change.type === 'acquire') {
    const { permitted, state } = acquire(rules, before, change.at);
    return { permitted, state, transition: transitionOf(rules, { before, state, outcome: undefined }) };
  }
  const state = record(rules, before, change.outcome);
  return { permitted: true, state, transition: transitionOf(rules, { before, state, outcome: change.outcome }) };
}

/** What a person asked for, or, with a cause of its own, the engine; a refusal says why. */
export function applyCommand(
  rules: BreakerRules,
  before: BreakerState,
  { command, at, reason, cause = 'person' }: { command: BreakerCommand; at: number; reason: string; cause?: 'person' | 'deaths' },
): { ok: true; state: BreakerState; transition: NewTransition } | { ok: false; why: string } {
  const result = commandBreaker(rules, before, { command, at });
  if (!result.ok) return result;
  const { state } = result;
  return {
    ok: true,
    state,
    transition: { from: before.status, to: state.status, at, cause, reason, window: measureBreaker(rules, before, at) },
  };
}

function transitionOf(rules: BreakerRules, { before, state, outcome }: Omit<Step, 'window'>): NewTransition | null {
  if (state.status === before.status) return null;
  // A breaker that opens keeps the window it opened by, one that closes has forgotten it.
  const window = measureBreaker(rules, state.status === 'open' ? state : before, state.since);
  const cause = causeOf(rules, { before, state, outcome, window });
  return { from: before.status, to: state.status, at: state.since, cause, reason: reasonOf(cause, window), window };
}

interface Step {
  before: BreakerState;
  state: BreakerState;
  outcome: Outcome | undefined;
  window: WindowMetrics;
}

function causeOf(rules: BreakerRules, { before, state, outcome, window }: Step): TransitionCause {
  switch (state.status) {
    case 'half_open':
      return 'wait_over';
    case 'closed':
      return before.status === 'half_open' ? 'probes_passed' : 'wait_over';
    case 'open':
      if (outcome === undefined || outcome.at > state.since) return 'probes_lost';
      if (outcome.kind === 'failure' && (outcome.retryAfterMs ?? 0) > 0) return 'retry_after';
      if (before.status === 'half_open') return 'probes_failed';
      return isSlow(rules, window) ? 'slow_calls' : 'failures';
    case 'forced_open':
    case 'disabled':
    case 'metrics_only':
      return 'person';
  }
}

function isSlow({ failureRateThreshold, slowCallRateThreshold }: BreakerRules, { failureRate, slowRate }: WindowMetrics): boolean {
  if (slowCallRateThreshold === null || slowRate === null || slowRate < slowCallRateThreshold) return false;
  return failureRateThreshold === null || failureRate === null || failureRate < failureRateThreshold;
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

function reasonOf(cause: TransitionCause, { calls, failures, slow }: WindowMetrics): string {
  switch (cause) {
    case 'failures':
      return `${failures} of the last ${count(calls, 'call')} failed`;
    case 'slow_calls':
      return `${slow} of the last ${count(calls, 'call')} ${slow === 1 ? 'was' : 'were'} slow`;
    case 'retry_after':
      return 'it asked not to be called for a while';
    case 'wait_over':
      return 'its wait was over';
    case 'probes_passed':
      return 'enough probes came back well';
    case 'probes_failed':
      return `${failures} of ${count(calls, 'probe')} failed`;
    case 'probes_lost':
      return 'its probes did not come back';
    case 'deaths':
    case 'person':
      return '';
  }
}
