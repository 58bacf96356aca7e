import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptError } from './attempt-outcome.ts';
import { isTerminalTask, TASK_STATUSES, type TaskStatus } from './state.ts';
import { type TaskEvent, type TaskEventType, type TaskState, transition } from './transition.ts';

const policy = { retry: { max_attempts: 3, backoff_ms: 1_000, multiplier: 2, jitter: 0 }, random: () => 0.5 };
const retryable: AttemptError = { code: 'agent_error', message: 'again', retryable: true };

const EVENTS: Record<TaskEventType, TaskEvent> = {
  unlocked: { type: 'unlocked' },
  blocked: { type: 'blocked' },
  relocked: { type: 'relocked' },
  assigned: { type: 'assigned' },
  started: { type: 'started' },
  attempt_completed: { type: 'attempt_completed' },
  attempt_failed: { type: 'attempt_failed', error: retryable },
  attempt_submitted: { type: 'attempt_submitted' },
  review_accepted: { type: 'review_accepted' },
  review_rejected: { type: 'review_rejected', error: { code: 'contract_failed', message: 'a person said no', retryable: true } },
  attempt_lost: { type: 'attempt_lost' },
  attempt_returned: { type: 'attempt_returned' },
  condition_false: { type: 'condition_false' },
  grown: { type: 'grown' },
  answered: { type: 'answered' },
  rejected: { type: 'rejected', error: { code: 'condition_error', message: 'no such key', retryable: false } },
  cancel: { type: 'cancel' },
  wait: { type: 'wait' },
  wake: { type: 'wake' },
  control_completed: { type: 'control_completed' },
};

/** Where each event leads from each state; what is not written here is refused. */
const ALLOWED: Record<TaskStatus, Partial<Record<TaskEventType, TaskStatus>>> = {
  pending: { unlocked: 'ready', blocked: 'skipped', cancel: 'cancelled' },
  ready: {
    assigned: 'assigned',
    relocked: 'pending',
    condition_false: 'skipped',
    grown: 'pending',
    answered: 'completed',
    rejected: 'failed',
    cancel: 'cancelled',
    wait: 'waiting',
  },
  assigned: {
    started: 'running',
    attempt_completed: 'completed',
    attempt_failed: 'ready',
    attempt_submitted: 'waiting',
    attempt_lost: 'ready',
    attempt_returned: 'ready',
    cancel: 'cancelled',
  },
  running: {
    attempt_completed: 'completed',
    attempt_failed: 'ready',
    attempt_submitted: 'waiting',
    attempt_lost: 'ready',
    attempt_returned: 'ready',
    cancel: 'cancelled',
    wait: 'waiting',
  },
  waiting: {
    wake: 'ready',
    control_completed: 'completed',
    rejected: 'failed',
    review_accepted: 'completed',
    review_rejected: 'ready',
    cancel: 'cancelled',
  },
  completed: {},
  failed: {},
  cancelled: {},
  skipped: {},
};

const state = (status: TaskStatus, over: Partial<TaskState> = {}): TaskState => ({ status, fence: 1, attempts: 0, losses: 0, ...over });
const table = TASK_STATUSES.flatMap((status) => Object.values(EVENTS).map((event) => ({ status, event, to: ALLOWED[status][event.type] })));
const anyEvent = fc.constantFrom(...Object.values(EVENTS));

describe('task transition', () => {
  it.each(table)('[T1] $status x $event.type -> $to', ({ status, event, to }) => {
    const result = transition(state(status), event, policy);
    if (to !== undefined) expect(result).toMatchObject({ ok: true, task: { status: to }, terminal: isTerminalTask(to) });
    else expect(result).toEqual({ ok: false, refusal: isTerminalTask(status) ? 'terminal' : 'not_allowed' });
  });

  it('[T2] no sequence of events leaves the legal states, and terminal is final', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let task = state('pending', { fence: 0 });
        for (const event of events) {
          const result = transition(task, event, policy);
          if (isTerminalTask(task.status)) expect(result.ok).toBe(false);
          if (!result.ok) continue;
          expect(result.task.status).toBe(
            event.type === 'attempt_failed' && task.attempts === 2
              ? 'failed'
              : event.type === 'review_rejected' && task.attempts >= 3
                ? 'failed'
                : (lossLimited(event, task) ?? ALLOWED[task.status][event.type]),
          );
          task = result.task;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('[T3] the fence grows by one with every assignment and never otherwise', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let task = state('pending', { fence: 0 });
        let assigned = 0;
        for (const event of events) {
          const result = transition(task, event, policy);
          if (!result.ok) continue;
          if (event.type === 'assigned') assigned += 1;
          task = result.task;
          expect(task.fence).toBe(assigned);
        }
      }),
    );
  });

  it('[T4] an attempt ends exactly when its task leaves assigned and running', () => {
    for (const { status, event, to } of table) {
      const result = transition(state(status), event, policy);
      if (!result.ok || to === undefined) continue;
      const wasLive = status === 'assigned' || status === 'running';
      const isLive = to === 'assigned' || to === 'running';
      expect(result.endsAttempt !== null).toBe(wasLive && !isLive);
    }
  });

  it('[T5] a rejected task carries the cause, a cancelled one ends its attempt as cancelled', () => {
    expect(transition(state('ready'), EVENTS.rejected, policy)).toMatchObject({ error: { code: 'condition_error' }, endsAttempt: null });
    expect(transition(state('running'), EVENTS.cancel, policy)).toMatchObject({ endsAttempt: 'cancelled', delayMs: null });
    expect(transition(state('running'), EVENTS.wait, policy)).toMatchObject({ endsAttempt: 'returned' });
  });
});

/** The eleventh loss fails the task. */
function lossLimited(event: TaskEvent, task: TaskState): TaskStatus | null {
  return event.type === 'attempt_lost' && task.losses >= 10 ? 'failed' : null;
}
