import type { HumanCheck } from '../contract/contract.ts';
import type { Verification } from '../contract/verdict.ts';
import { needsQuarantine } from '../recovery/judge-poison.ts';
import type { AttemptError, AttemptUsage } from './attempt-outcome.ts';
import type { TaskSpec } from './spec.ts';
import type { EndedAttemptStatus } from './state.ts';

/** A task may lose this many attempts to the infrastructure and still go on; the next loss fails it. */
export const MAX_LOSSES = 10;
/** From the second loss on a task pauses for so long, ms: others that run apart as it does have their turn before it. */
export const LOSS_PAUSE_MS = 1_000;
/** No computed retry delay is longer than this, in ms. */
export const MAX_RETRY_DELAY_MS = 3_600_000;
/** An agent's own Retry-After counts up to this, in ms: past a day the task is better off failed and retried by a person. */
export const MAX_RETRY_AFTER_MS = 86_400_000;

/** How an attempt ended, as its executor or the sweep reports it. */
export type AttemptOutcome =
  | { kind: 'completed'; outputText: string; usage: AttemptUsage | null; verification?: Verification }
  /** `verification`: it gave a result, and the task's contract refused it. */
  | { kind: 'failed'; error: AttemptError; usage: AttemptUsage | null; verification?: Verification }
  /** The result has met what a machine can check; a person decides. `verification` is what the machine found. */
  | { kind: 'submitted'; outputText: string; usage: AttemptUsage | null; verification: Verification; review: HumanCheck }
  | { kind: 'cancelled' }
  /**
   * The process or pull agent that held it is gone. `poison`: the task is what it died of, and why that is believed. `agentBlamed`: the
   * agent is, and the task is out of it.
   */
  | { kind: 'lost'; poison?: string; agentBlamed?: true }
  /** Handed back: never started, or stopped by an orderly shutdown. */
  | { kind: 'returned' };

export interface Settlement {
  attemptStatus: EndedAttemptStatus;
  taskStatus: 'completed' | 'failed' | 'ready' | 'cancelled' | 'waiting';
  /** Whether it uses up one of retry.max_attempts. A lost attempt counts in `losses` instead. */
  countsAttempt: boolean;
  /** How long the task waits before it may be taken again; null unless taskStatus is `ready`. */
  delayMs: number | null;
  error: AttemptError | null;
}

export interface SettleInput {
  spec: Pick<TaskSpec, 'retry'>;
  /** Counted attempts that ended before this one. */
  attempts: number;
  /** Attempts lost before this one. */
  losses: number;
  outcome: AttemptOutcome;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** Decides what the end of an attempt means for its task. */
export function settleAttempt({ spec, attempts, losses, outcome, random }: SettleInput): Settlement {
  switch (outcome.kind) {
    case 'completed':
      return { attemptStatus: 'completed', taskStatus: 'completed', countsAttempt: true, delayMs: null, error: null };
    case 'failed':
      // Ended for a limit, not for itself: dispatch parks it until there is money again.
      if (outcome.error.code === 'budget_exceeded')
        return { attemptStatus: 'failed', taskStatus: 'ready', countsAttempt: false, delayMs: 0, error: outcome.error };
      return { ...settleFailure(spec.retry, { made: attempts + 1, error: outcome.error, random }), countsAttempt: true };
    case 'submitted':
      return { attemptStatus: 'completed', taskStatus: 'waiting', countsAttempt: true, delayMs: null, error: null };
    case 'cancelled':
      return { attemptStatus: 'cancelled', taskStatus: 'cancelled', countsAttempt: false, delayMs: null, error: null };
    case 'lost':
      return outcome.agentBlamed ? AGENT_BLAMED : settleLoss(losses + 1, outcome.poison);
    case 'returned':
      return { attemptStatus: 'returned', taskStatus: 'ready', countsAttempt: false, delayMs: 0, error: null };
  }
}

/** What a person's verdict means for a task that waits for it; its attempt was counted when it was submitted. */
export function settleReview(
  { spec, attempts, random }: Pick<SettleInput, 'spec' | 'attempts' | 'random'>,
  rejection: AttemptError | null,
): Settlement {
  if (rejection !== null) return { ...settleFailure(spec.retry, { made: attempts, error: rejection, random }), countsAttempt: false };
  return { attemptStatus: 'completed', taskStatus: 'completed', countsAttempt: false, delayMs: null, error: null };
}

/** @param last.made counted attempts, the failed one among them */
function settleFailure(
  retry: TaskSpec['retry'],
  { made, error, random }: { made: number; error: AttemptError; random: () => number },
): Omit<Settlement, 'countsAttempt'> {
  if (!error.retryable || made >= retry.max_attempts) return { attemptStatus: 'failed', taskStatus: 'failed', delayMs: null, error };
  const delayMs = retryDelayMs(retry, { made, retryAfterMs: error.retryAfterMs ?? 0, random });
  return { attemptStatus: 'failed', taskStatus: 'ready', delayMs, error };
}

/** Lost for what its agent did: it goes on as if it had not been given to it. */
const AGENT_BLAMED: Settlement = {
  attemptStatus: 'lost',
  taskStatus: 'ready',
  countsAttempt: false,
  delayMs: 0,
  error: { code: 'lease_lost', message: 'The agent killed the process that called it.', retryable: true, detail: { cause: 'agent' } },
};

/** A task that is to blame, or was lost too often, is parked among the dead letters: it fails with `dead_letter` until somebody replays it. */
function settleLoss(losses: number, poison: string | undefined): Settlement {
  const again = poison === undefined && losses <= MAX_LOSSES;
  const delayMs = again ? (needsQuarantine({ losses }) ? LOSS_PAUSE_MS : 0) : null;
  const tooOften = `The process that held an attempt of this task died ${losses} times.`;
  const error: AttemptError = {
    code: again ? 'lease_lost' : 'dead_letter',
    message: again ? 'The process that held this attempt is gone.' : (poison ?? tooOften),
    retryable: again,
    detail: { cause: poison === undefined ? 'infrastructure' : 'poison', losses },
  };
  return { attemptStatus: 'lost', taskStatus: again ? 'ready' : 'failed', countsAttempt: false, delayMs, error };
}

/**
 * The delay before the next attempt, in whole ms: backoff x multiplier^(made - 1), spread by the jitter fraction to both sides, at most
 * MAX_RETRY_DELAY_MS, and never earlier than the agent asked for.
 */
export function retryDelayMs(retry: TaskSpec['retry'], last: { made: number; retryAfterMs: number; random: () => number }): number {
  const planned = Math.min(MAX_RETRY_DELAY_MS, retry.backoff_ms * retry.multiplier ** (last.made - 1));
  const spread = planned * (1 + retry.jitter * (2 * last.random() - 1));
  const asked = Math.min(MAX_RETRY_AFTER_MS, Math.max(0, last.retryAfterMs));
  return Math.ceil(Math.max(Math.min(MAX_RETRY_DELAY_MS, spread), asked));
}
