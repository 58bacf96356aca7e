import { advance, enterClosed, enterHalfOpen, enterOpen, renew } from './change-status.ts';
import { type BreakerRules, MAX_OPEN_WAIT_MS } from './policy.ts';
import type { BreakerState } from './state.ts';

/** What a person, or a recovery, may do to a breaker. */
export type BreakerCommand =
  /** Opens it as failures would; for `forMs` instead of the wait of its rules. */
  | { type: 'trip'; forMs?: number }
  /** Lets probes through now. A breaker that is closed has nothing to prove, and refuses. */
  | { type: 'half_open' }
  | { type: 'reset' }
  /** Isolates the resource until a person says otherwise. */
  | { type: 'force_open' }
  /** Lets everything through and records nothing. */
  | { type: 'disable' }
  /** Lets everything through and records. */
  | { type: 'metrics_only' };
export type BreakerCommandType = BreakerCommand['type'];
export const BREAKER_COMMANDS = [
  'trip',
  'half_open',
  'reset',
  'force_open',
  'disable',
  'metrics_only',
] as const satisfies BreakerCommandType[];

export type CommandResult = { ok: true; state: BreakerState } | { ok: false; why: string };

/** @param at when it was given, epoch ms */
export function commandBreaker(
  rules: BreakerRules,
  state: BreakerState,
  { command, at }: { command: BreakerCommand; at: number },
): CommandResult {
  const current = advance(rules, state, at);
  switch (command.type) {
    case 'trip':
      return {
        ok: true,
        state: enterOpen(rules, current, { at, ...(command.forMs !== undefined && { waitMs: clampWait(command.forMs) }) }),
      };
    case 'half_open':
      if (current.status === 'closed') return { ok: false, why: 'the breaker is closed: every call is let through already' };
      if (rules.halfOpenRule === 'none') return { ok: true, state: enterClosed(rules, current, at) };
      return { ok: true, state: enterHalfOpen(rules, current, at) };
    case 'reset':
      return { ok: true, state: { ...renew(rules, current, { status: 'closed', at }), openedAt: null } };
    case 'force_open':
      return { ok: true, state: { ...renew(rules, current, { status: 'forced_open', at }), openedAt: at } };
    case 'disable':
      return { ok: true, state: renew(rules, current, { status: 'disabled', at }) };
    case 'metrics_only':
      return { ok: true, state: renew(rules, current, { status: 'metrics_only', at }) };
  }
}

const clampWait = (waitMs: number) => Math.min(Math.max(0, waitMs), MAX_OPEN_WAIT_MS);
