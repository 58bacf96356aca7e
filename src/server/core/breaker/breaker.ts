// The breaker, one machine for every resource: an agent, an agent at one type of task, the host of a provider, a workflow.
//
//   closed --trips--> open                      the window is over a threshold, Retry-After, or `trip`
//   open --the wait is over--> half_open        with the next call (lazy) or at once (eager); with halfOpenRule none: closed
//   half_open --probes say so--> closed | open
//   half_open --halfOpenMaxWaitMs--> open | closed            probes that never came back do not hold it for ever
//   any --trip--> open                          any --force_open--> forced_open
//   any but closed --half_open--> half_open     any --disable--> disabled
//   any --reset--> closed                       any --metrics_only--> metrics_only
//
// closed, metrics_only and disabled let everything through, open and forced_open nothing, half_open its permits. forced_open, disabled and
// metrics_only are left by a person only (command-breaker.ts). Time passes inside every function here: what is stored may be late, what is
// answered is not. Nothing is changed in place, and a function that changes nothing answers the object it was given, so that who holds the
// row of a closed breaker has nothing to write when a call is let through.

import { advance, enterClosed, enterHalfOpen, enterOpen, isExpired } from './change-status.ts';
import { isTripped, judgeProbes } from './judge-window.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerState, BreakerStatus } from './state.ts';
import { addSample, emptyWindow } from './window.ts';

/**
 * success, failure: what they say. benign: an error that is not the resource's fault; counts as success. ignored: says nothing about the
 * resource. released: the call was never made.
 */
export const OUTCOME_KINDS = ['success', 'failure', 'benign', 'ignored', 'released'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

export interface Outcome {
  kind: OutcomeKind;
  /** The generation that `acquire` gave for this call. */
  generation: number;
  /** When the call ended, epoch ms. */
  at: number;
  durationMs?: number;
  /** Said by who measured it otherwise; without, the duration decides. */
  slow?: boolean;
  /** The resource asked not to be called for so long; above 0 it opens the breaker at once. */
  retryAfterMs?: number;
}

export interface Acquired {
  permitted: boolean;
  /** To be stored where it is another object than before. Its generation belongs to the call that was let through. */
  state: BreakerState;
}

export interface BreakerOrigin {
  /** Epoch ms. */
  now: number;
  /** Spreads this breaker's waits; a hash of its name, say. */
  seed?: number;
  status?: Extract<BreakerStatus, 'closed' | 'open' | 'metrics_only'>;
}

export function createBreaker(rules: BreakerRules, { now, seed = 0, status = 'closed' }: BreakerOrigin): BreakerState {
  const state: BreakerState = {
    status: status === 'open' ? 'closed' : status,
    generation: 0,
    createdAt: now,
    since: now,
    until: null,
    openedAt: null,
    openings: 0,
    granted: 0,
    refused: 0,
    probing: false,
    window: emptyWindow(rules.window, now),
    lastFailureAt: null,
    seed: seed | 0,
  };
  return status === 'open' ? enterOpen(rules, state, { at: now }) : state;
}

/** Whether a call would be let through now. Changes and allocates nothing in the states that a breaker is mostly in. */
export function wouldPermit(rules: BreakerRules, state: BreakerState, now: number): boolean {
  switch (state.status) {
    case 'closed':
    case 'disabled':
    case 'metrics_only':
      return true;
    case 'forced_open':
      return false;
    case 'open':
      if (!isExpired(rules, state, now)) return false;
      break;
    case 'half_open':
      break;
  }
  const current = advance(rules, state, now);
  return current.status === 'half_open'
    ? current.granted < permitsAt(rules, current, now)
    : current.status !== 'open' || isExpired(rules, current, now);
}

/** Permits of a half-open breaker, those for patience included. */
export function permitsAt(
  { halfOpenPermits, halfOpenExtraPermitEveryMs: every }: BreakerRules,
  { since }: BreakerState,
  now: number,
): number {
  return every === null ? halfOpenPermits : halfOpenPermits + Math.floor(Math.max(0, now - since) / every);
}

/** Asks for one call. In half-open, the one who is let through owes an outcome, be it `released`. */
export function acquire(rules: BreakerRules, state: BreakerState, now: number): Acquired {
  const current = advance(rules, state, now);
  switch (current.status) {
    case 'closed':
    case 'disabled':
    case 'metrics_only':
      return { permitted: true, state: current };
    case 'forced_open':
      return refuse(current);
    case 'open':
      return isExpired(rules, current, now) ? grant(enterHalfOpen(rules, current, now)) : refuse(current);
    case 'half_open':
      return current.granted < permitsAt(rules, current, now) ? grant(current) : refuse(current);
  }
}

const grant = (state: BreakerState): Acquired => ({ permitted: true, state: { ...state, granted: state.granted + 1 } });
const refuse = (state: BreakerState): Acquired => ({ permitted: false, state: { ...state, refused: state.refused + 1 } });

/** Takes in how a call ended that `acquire` had let through. */
export function record(rules: BreakerRules, state: BreakerState, outcome: Outcome): BreakerState {
  const current = advance(rules, state, outcome.at);
  const stale = outcome.generation !== current.generation;
  if (outcome.kind === 'released' || (outcome.kind === 'ignored' && rules.ignored === 'neutral')) {
    return stale || current.status !== 'half_open' || current.granted === 0 ? current : { ...current, granted: current.granted - 1 };
  }
  if ((stale && rules.staleResults === 'drop') || current.status === 'disabled') return current;
  return decide(rules, remember(rules, current, outcome), outcome);
}

function remember(rules: BreakerRules, state: BreakerState, outcome: Outcome): BreakerState {
  const failed = outcome.kind === 'failure';
  const rule = state.probing ? ({ type: 'count', size: rules.halfOpenPermits } as const) : rules.window;
  const window = addSample(state.window, rule, { at: outcome.at, failed, slow: isSlow(rules, outcome) });
  return { ...state, window, lastFailureAt: failed ? outcome.at : state.lastFailureAt };
}

function isSlow({ slowCallDurationMs: limit }: BreakerRules, { slow, durationMs }: Outcome): boolean {
  return slow ?? (limit !== null && durationMs !== undefined && durationMs > limit);
}

function decide(rules: BreakerRules, state: BreakerState, outcome: Outcome): BreakerState {
  const { at, retryAfterMs = 0 } = outcome;
  const failed = outcome.kind === 'failure';
  const asked = failed && retryAfterMs > 0 ? Math.min(retryAfterMs, rules.retryAfterMaxMs) : null;
  if (state.status === 'closed') {
    if (rules.warmupMs !== null && at < state.createdAt + rules.warmupMs) return state;
    if (asked !== null) return enterOpen(rules, state, { at, waitMs: asked });
    const looksBad = failed || isSlow(rules, outcome);
    if (rules.evaluateOn === 'failure' && !looksBad) return state;
    return isTripped(rules, state, at) ? enterOpen(rules, state, { at }) : state;
  }
  if (state.status !== 'half_open') return state;
  if (asked !== null) return enterOpen(rules, state, { at, waitMs: asked });
  const verdict = judgeProbes(rules, state, { now: at, failed });
  if (verdict === 'undecided') return state;
  return verdict === 'open' ? enterOpen(rules, state, { at }) : enterClosed(rules, state, at);
}

/**
 * The breaker after everything that called by it is gone. Calls under way before do not count any more; probes among them are given up,
 * so that the next call is a probe. Waits are not begun anew.
 */
export function restart(rules: BreakerRules, state: BreakerState, now: number): BreakerState {
  const current = advance(rules, state, now);
  if (current.status !== 'half_open') return { ...current, generation: current.generation + 1 };
  return { ...current, status: 'open', generation: current.generation + 1, since: now, until: null, granted: 0, refused: 0 };
}
