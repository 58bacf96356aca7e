// What each status of a breaker begins with, and what time alone changes. The machine is drawn in breaker.ts.
import { openWaitMs, spreadOf } from './open-wait.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerState, BreakerStatus } from './state.ts';
import { emptyCountWindow, emptyWindow } from './window.ts';

/** Changes that time may cause between two events of an eager breaker; a longer silence is cut short with a half-open state that begins now. */
const MAX_SILENT_CHANGES = 200;

function change(state: BreakerState, status: BreakerStatus, at: number): BreakerState {
  return { ...state, status, generation: state.generation + 1, since: at, until: null, granted: 0, refused: 0 };
}

/**
 * Opens. The window stays, to show why.
 * @param of.waitMs how long, instead of what the rules say
 */
export function enterOpen(rules: BreakerRules, state: BreakerState, { at, waitMs }: { at: number; waitMs?: number }): BreakerState {
  const openings = openingsAt(rules, state, at) + 1;
  const wait = waitMs ?? openWaitMs(rules, { openings, spread: spreadOf(state.seed, state.generation) });
  return { ...change(state, 'open', at), until: at + wait, openedAt: at, openings };
}

/** Openings that still count. Without a half-open state to prove itself in, a breaker is forgiven by closed time instead. */
function openingsAt({ halfOpenRule, backoffDecayEveryMs: every }: BreakerRules, state: BreakerState, at: number): number {
  if (halfOpenRule !== 'none' || every === null || state.status !== 'closed') return state.openings;
  return Math.max(0, state.openings - Math.floor(Math.max(0, at - state.since) / every));
}

export function enterHalfOpen(rules: BreakerRules, state: BreakerState, at: number): BreakerState {
  return { ...change(state, 'half_open', at), probing: true, window: emptyCountWindow(rules.halfOpenPermits) };
}

/** Closes by the rules: earlier outcomes are forgotten, and so are the openings, unless closed time has to forgive them. */
export function enterClosed(rules: BreakerRules, state: BreakerState, at: number): BreakerState {
  return { ...renew(rules, state, { status: 'closed', at }), openings: rules.halfOpenRule === 'none' ? state.openings : 0 };
}

/** Takes a status with nothing in memory but that it was open once. */
export function renew(rules: BreakerRules, state: BreakerState, { status, at }: { status: BreakerStatus; at: number }): BreakerState {
  return { ...change(state, status, at), openings: 0, probing: false, window: emptyWindow(rules.window, at) };
}

/** The wait of an open breaker is over. */
export function isExpired({ openExpiry }: BreakerRules, { until }: BreakerState, now: number): boolean {
  if (until === null) return true;
  return openExpiry === 'inclusive' ? now >= until : now > until;
}

/** What the breaker has become by `now` without any event; the same object when nothing changed. */
export function advance(rules: BreakerRules, state: BreakerState, now: number): BreakerState {
  let current = state;
  for (let changes = 0; changes < MAX_SILENT_CHANGES; changes += 1) {
    const next = passTime(rules, current, now);
    if (next === current) return current;
    current = next;
  }
  return enterHalfOpen(rules, current, now);
}

function passTime(rules: BreakerRules, state: BreakerState, now: number): BreakerState {
  switch (state.status) {
    case 'closed':
    case 'metrics_only':
      return startPeriod(rules, state, now);
    case 'open': {
      if (!isExpired(rules, state, now)) return state;
      const end = state.until ?? now;
      if (rules.halfOpenRule === 'none') return enterClosed(rules, state, end);
      return rules.transition === 'eager' ? enterHalfOpen(rules, state, end) : state;
    }
    case 'half_open': {
      const { halfOpenMaxWaitMs: limit } = rules;
      if (limit === null || now - state.since < limit) return state;
      const end = state.since + limit;
      return rules.halfOpenMaxWaitTo === 'open' ? enterOpen(rules, state, { at: end }) : enterClosed(rules, state, end);
    }
    case 'forced_open':
    case 'disabled':
      return state;
  }
}

/** A tumbling period that is over takes its outcomes, and those still under way, with it. */
function startPeriod({ window: rule }: BreakerRules, state: BreakerState, now: number): BreakerState {
  const { window } = state;
  if (rule.type !== 'tumbling' || window.type !== 'tumbling' || now - window.since <= rule.sizeMs) return state;
  return { ...state, generation: state.generation + 1, window: emptyWindow(rule, now) };
}
