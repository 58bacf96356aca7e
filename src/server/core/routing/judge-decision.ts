import type { AttemptErrorCode } from '../task/attempt-outcome.ts';
import { isItsOwn } from '../task/blame.ts';

/** How the attempt behind a decision ended. */
export interface DecisionEnd {
  completed: boolean;
  /** Null when it completed. */
  errorCode: AttemptErrorCode | null;
  /** What the task's contract said; null without one. */
  verification: 'verified' | 'rejected' | 'unverified' | null;
}

/**
 * Whether the decision was a good one: the result came and, where there is a contract, passed it. Null when the end says nothing of the
 * agent, as when its process died or the task was cancelled.
 */
export function judgeDecision({ completed, errorCode, verification }: DecisionEnd): boolean | null {
  if (!isItsOwn(errorCode)) return null;
  return completed && (verification === null || verification === 'verified');
}
