import { acquire, wouldPermit } from './breaker.ts';
import type { BreakerRules } from './policy.ts';
import type { BreakerState } from './state.ts';

/** One of the breakers that a call passes: its agent's, that of the agent at this type of task, its host's, its workflow's. */
export interface Guard {
  resourceId: string;
  rules: BreakerRules;
  state: BreakerState;
}

export type PassedGuards =
  /** In the order of the guards; the call keeps the generation of each. */
  | { permitted: true; states: BreakerState[] }
  /** The first that refuses, with the refusal counted. The others are as they were: no permit is taken. */
  | { permitted: false; refusedBy: string; state: BreakerState };

/** Asks all breakers for one call: it takes a permit of each, or of none. */
export function acquireAll(guards: readonly Guard[], now: number): PassedGuards {
  for (const { resourceId, rules, state } of guards) {
    if (!wouldPermit(rules, state, now)) return { permitted: false, refusedBy: resourceId, state: acquire(rules, state, now).state };
  }
  return { permitted: true, states: guards.map(({ rules, state }) => acquire(rules, state, now).state) };
}
