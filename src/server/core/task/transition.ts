// The task machine, decided here and nowhere else. src/server/db writes what is decided here, by compare-and-set on the status (and on
// the fence, once an attempt exists).
//
//   pending --unlocked--> ready --assigned--> assigned --started--> running --attempt_completed--> completed
//   pending --blocked--> skipped          ready --condition_false--> skipped
//   ready --grown--> pending                              (a map or a loop added calls, and waits for them)
//   ready --answered--> completed                         (no agent was needed: a list is whole, a branch has chosen)
//   ready --relocked--> pending                           (a patch gave it something to wait for)
//   ready | waiting --rejected--> failed                  (a condition or an input that cannot be evaluated, a refused approval)
//   ready | running --wait--> waiting --wake--> ready     (approval, timer, event, sub-workflow)
//   waiting --control_completed--> completed              (what a control task waited for has happened)
//   assigned | running --attempt_completed--> completed   (a short attempt reports its start together with its end)
//   assigned | running --attempt_failed--> ready (with a delay) | failed
//   assigned | running --attempt_submitted--> waiting     (a person is to review the result)
//   waiting --review_accepted--> completed                waiting --review_rejected--> ready (with a delay) | failed
//   assigned | running --attempt_lost--> ready | failed   (after MAX_LOSSES)
//   assigned | running --attempt_returned--> ready
//   pending | ready | assigned | running | waiting --cancel--> cancelled
//
// completed, failed, cancelled and skipped are final: every event is refused there, above all a late result.

import type { HumanCheck } from '../contract/contract.ts';
import type { Verification } from '../contract/verdict.ts';
import type { AttemptError } from './attempt-outcome.ts';
import { type AttemptOutcome, type Settlement, settleAttempt, settleReview } from './settle.ts';
import type { TaskSpec } from './spec.ts';
import { type EndedAttemptStatus, isTerminalTask, type TaskStatus } from './state.ts';

export type TaskEvent =
  | { type: 'unlocked' }
  | { type: 'blocked' }
  | { type: 'relocked' }
  | { type: 'assigned' }
  | { type: 'started' }
  | { type: 'attempt_completed' }
  | { type: 'attempt_failed'; error: AttemptError }
  | { type: 'attempt_submitted' }
  | { type: 'review_accepted' }
  | { type: 'review_rejected'; error: AttemptError }
  | { type: 'attempt_lost' }
  | { type: 'attempt_returned' }
  | { type: 'condition_false' }
  | { type: 'grown' }
  | { type: 'answered' }
  | { type: 'rejected'; error: AttemptError }
  | { type: 'cancel' }
  | { type: 'wait' }
  | { type: 'wake' }
  | { type: 'control_completed' };
export type TaskEventType = TaskEvent['type'];

export interface TaskState {
  status: TaskStatus;
  /** Grows by one with every assignment. */
  fence: number;
  attempts: number;
  losses: number;
}

export interface TransitionPolicy {
  retry: TaskSpec['retry'];
  /** Uniform in [0, 1); spreads retries. */
  random: () => number;
}

export type Transition =
  | {
      ok: true;
      task: TaskState;
      /** How the live attempt ends; null when the event ends none. */
      endsAttempt: EndedAttemptStatus | null;
      /** For a task that is ready again: not before this has passed. Null otherwise. */
      delayMs: number | null;
      /** What the task failed of, or why it is tried again. */
      error: AttemptError | null;
      /** The task has just become terminal: its dependents and its run are to be told. */
      terminal: boolean;
    }
  | { ok: false; refusal: 'terminal' | 'not_allowed' };

const SIMPLE_MOVES: { readonly [S in TaskStatus]?: { readonly [E in TaskEventType]?: TaskStatus } } = {
  pending: { unlocked: 'ready', blocked: 'skipped', cancel: 'cancelled' },
  ready: {
    assigned: 'assigned',
    relocked: 'pending',
    condition_false: 'skipped',
    grown: 'pending',
    answered: 'completed',
    rejected: 'failed',
    wait: 'waiting',
    cancel: 'cancelled',
  },
  assigned: { started: 'running', cancel: 'cancelled' },
  running: { wait: 'waiting', cancel: 'cancelled' },
  waiting: { wake: 'ready', control_completed: 'completed', rejected: 'failed', cancel: 'cancelled' },
};

/** Decides what an event does to a task. Never throws: an event that does not fit is refused and changes nothing. */
export function transition(task: TaskState, event: TaskEvent, policy: TransitionPolicy): Transition {
  if (isTerminalTask(task.status)) return { ok: false, refusal: 'terminal' };
  const live = task.status === 'assigned' || task.status === 'running';
  const settlement = settlementOf(task, event, policy);
  if (settlement !== null) {
    const fits = isReview(event) ? task.status === 'waiting' : live;
    return fits ? settled(task, settlement, live) : { ok: false, refusal: 'not_allowed' };
  }

  const status = SIMPLE_MOVES[task.status]?.[event.type];
  if (status === undefined) return { ok: false, refusal: 'not_allowed' };
  return {
    ok: true,
    task: { ...task, status, fence: task.fence + (event.type === 'assigned' ? 1 : 0) },
    endsAttempt: endOf(event, live),
    delayMs: status === 'ready' ? 0 : null,
    error: event.type === 'rejected' ? event.error : null,
    terminal: isTerminalTask(status),
  };
}

/** What a verdict of the reviewer, or the end of the live attempt, decides; null for an event that ends no attempt by itself. */
function settlementOf(task: TaskState, event: TaskEvent, policy: TransitionPolicy): Settlement | null {
  const facts = { spec: policy, attempts: task.attempts, losses: task.losses, random: policy.random };
  if (event.type === 'review_accepted') return settleReview(facts, null);
  if (event.type === 'review_rejected') return settleReview(facts, event.error);
  const outcome = outcomeOf(event);
  return outcome === null ? null : settleAttempt({ ...facts, outcome });
}

const isReview = (event: TaskEvent) => event.type === 'review_accepted' || event.type === 'review_rejected';

/** The attempt under review ended when it was submitted. */
function settled(task: TaskState, settlement: Settlement, live: boolean): Transition {
  return {
    ok: true,
    task: {
      status: settlement.taskStatus,
      fence: task.fence,
      attempts: task.attempts + (settlement.countsAttempt ? 1 : 0),
      losses: task.losses + (settlement.attemptStatus === 'lost' ? 1 : 0),
    },
    endsAttempt: live ? settlement.attemptStatus : null,
    delayMs: settlement.delayMs,
    error: settlement.error,
    terminal: isTerminalTask(settlement.taskStatus),
  };
}

const UNDECIDED: Verification = { verdict: 'unverified', quality: null, check: null, reason: null };
const NO_QUESTION: HumanCheck = { instructions: '', on_deadline: 'reject' };

function outcomeOf(event: TaskEvent): AttemptOutcome | null {
  switch (event.type) {
    case 'attempt_completed':
      // The decision does not depend on the result: whoever stores it has it.
      return { kind: 'completed', outputText: '', usage: null };
    case 'attempt_submitted':
      return { kind: 'submitted', outputText: '', usage: null, verification: UNDECIDED, review: NO_QUESTION };
    case 'attempt_failed':
      return { kind: 'failed', error: event.error, usage: null };
    case 'attempt_lost':
      return { kind: 'lost' };
    case 'attempt_returned':
      return { kind: 'returned' };
    default:
      return null;
  }
}

/** A cancel ends the live attempt with the task; a running task that starts to wait hands its attempt back. */
function endOf(event: TaskEvent, live: boolean): EndedAttemptStatus | null {
  if (!live) return null;
  if (event.type === 'cancel') return 'cancelled';
  return event.type === 'wait' ? 'returned' : null;
}
