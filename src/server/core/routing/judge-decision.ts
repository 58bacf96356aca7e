import type { AttemptErrorCode } from '../task/attempt-outcome.ts';
import { isItsOwn } from '../task/blame.ts';

// What counts as success, once for all: what is predicted, what is learned and what predictions are scored against. It has two stages:
//
//   returned   the agent came back with a result
//   verified   the result passed the task's contract
//
// A task without a contract has the first stage only: its prediction is P(returned), and it is scored against that. With a contract the
// prediction is P(returned) x P(verified | returned), scored against "verified". A result whose contract could not be checked, or that
// still waits for a person, teaches the first stage and is scored against nothing: nobody knows what came of it. A person's verdict
// teaches the second stage when it is given.

/** How the attempt behind a decision ended. */
export interface DecisionEnd {
  completed: boolean;
  /** Null when it completed. */
  errorCode: AttemptErrorCode | null;
  /** What the task's contract said; null without one, without a result, and before its answer. */
  verification: 'verified' | 'rejected' | 'unverified' | null;
  /** The task has a contract. */
  contract: boolean;
}

/** The two stages of success as one end shows them. */
export interface JudgedEnd {
  returned: boolean;
  /** Null where nobody said. */
  verified: boolean | null;
}

/** What an end shows of the agent. Null when it shows nothing, as when its process died or the task was cancelled. */
export function judgeEnd({ completed, errorCode, verification }: Omit<DecisionEnd, 'contract'>): JudgedEnd | null {
  if (!isItsOwn(errorCode)) return null;
  // Whatever a contract was asked about was returned.
  const returned = completed || verification !== null;
  return { returned, verified: verification === 'verified' ? true : verification === 'rejected' ? false : null };
}

/** Whether what was predicted came true. Null when the end says nothing of the agent, or nobody knows whether the result is good. */
export function judgeDecision(end: DecisionEnd): boolean | null {
  const judged = judgeEnd(end);
  if (judged === null) return null;
  return end.contract && judged.returned ? judged.verified : judged.returned;
}
