import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptError } from './attempt-outcome.ts';
import { LOSS_PAUSE_MS, MAX_LOSSES, MAX_RETRY_AFTER_MS, MAX_RETRY_DELAY_MS, settleAttempt, settleReview } from './settle.ts';

const retry = { max_attempts: 3, backoff_ms: 1_000, multiplier: 2, jitter: 0.2 };
const error: AttemptError = { code: 'agent_error', message: 'no', retryable: true };
const settle = (over: Partial<Parameters<typeof settleAttempt>[0]>) =>
  settleAttempt({ spec: { retry }, attempts: 0, losses: 0, outcome: { kind: 'failed', error, usage: null }, random: () => 0.5, ...over });
const failedWith = (over: Partial<AttemptError>) => ({ kind: 'failed' as const, error: { ...error, ...over }, usage: null });

describe('settle attempt', () => {
  it.each([
    { outcome: { kind: 'completed' as const, outputText: '1', usage: null }, want: ['completed', 'completed', true, null] },
    { outcome: { kind: 'cancelled' as const }, want: ['cancelled', 'cancelled', false, null] },
    { outcome: { kind: 'lost' as const }, want: ['lost', 'ready', false, 0] },
    { outcome: { kind: 'returned' as const }, want: ['returned', 'ready', false, 0] },
    { outcome: failedWith({}), want: ['failed', 'ready', true, 1_000] },
    { outcome: failedWith({ retryable: false }), want: ['failed', 'failed', true, null] },
  ])('[T6] $outcome.kind settles as $want', ({ outcome, want }) => {
    const made = settle({ outcome });
    expect([made.attemptStatus, made.taskStatus, made.countsAttempt, made.delayMs]).toEqual(want);
  });

  it('[T7] max_attempts counts the attempts a task made itself, not those it lost', () => {
    expect(settle({ attempts: 1, losses: 9 }).taskStatus).toBe('ready');
    expect(settle({ attempts: 2, losses: 0 })).toMatchObject({ taskStatus: 'failed', delayMs: null, error });
  });

  it('[BG7] an attempt that a limit ended is no try of the task: it goes back, however many it had', () => {
    const outcome = failedWith({ code: 'budget_exceeded' });
    expect(settle({ outcome, attempts: 2 })).toMatchObject({
      attemptStatus: 'failed',
      taskStatus: 'ready',
      countsAttempt: false,
      delayMs: 0,
    });
  });

  it('[VO8] a submitted result counts as an attempt once; a rejection tries again while attempts are left', () => {
    const review = { instructions: 'look', on_deadline: 'reject' as const };
    const verification = { verdict: 'verified' as const, quality: null, check: null, reason: null };
    const outcome = { kind: 'submitted' as const, outputText: '1', usage: null, verification, review };
    expect(settle({ outcome })).toMatchObject({ attemptStatus: 'completed', taskStatus: 'waiting', countsAttempt: true });
    const decide = (attempts: number, rejection: AttemptError | null) =>
      settleReview({ spec: { retry }, attempts, random: () => 0.5 }, rejection);
    expect(decide(1, null)).toMatchObject({ attemptStatus: 'completed', taskStatus: 'completed', countsAttempt: false });
    expect(decide(2, error)).toMatchObject({ attemptStatus: 'failed', taskStatus: 'ready', countsAttempt: false, delayMs: 2_000 });
    expect(decide(3, error)).toMatchObject({ attemptStatus: 'failed', taskStatus: 'failed', delayMs: null, error });
  });

  it('[T8] a task survives MAX_LOSSES lost attempts; the next one fails it as dead_letter', () => {
    expect(settle({ outcome: { kind: 'lost' }, losses: MAX_LOSSES - 1 })).toMatchObject({ taskStatus: 'ready', delayMs: LOSS_PAUSE_MS });
    expect(settle({ outcome: { kind: 'lost' }, losses: MAX_LOSSES })).toMatchObject({
      taskStatus: 'failed',
      error: { code: 'dead_letter', retryable: false, detail: { cause: 'infrastructure', losses: 11 } },
    });
    expect(settle({ outcome: { kind: 'lost', poison: 'it kills' }, losses: 2 })).toMatchObject({
      attemptStatus: 'lost',
      taskStatus: 'failed',
      countsAttempt: false,
      error: { code: 'dead_letter', message: 'it kills', detail: { cause: 'poison', losses: 3 } },
    });
  });

  it('[RC52] a loss that the agent is blamed for counts nowhere and never parks the task', () => {
    expect(settle({ outcome: { kind: 'lost', agentBlamed: true }, losses: MAX_LOSSES + 5 })).toMatchObject({
      attemptStatus: 'lost',
      taskStatus: 'ready',
      countsAttempt: false,
      delayMs: 0,
      error: { code: 'lease_lost', detail: { cause: 'agent' } },
    });
  });

  it('[RC55] from the second loss on a task pauses, so that others that run apart have their turn', () => {
    const delays = [0, 1, 2].map((losses) => settle({ outcome: { kind: 'lost' }, losses }).delayMs);
    expect(delays).toEqual([0, LOSS_PAUSE_MS, LOSS_PAUSE_MS]);
  });

  it('[T9] delays grow by the multiplier', () => {
    const delays = [0, 1, 2, 3].map((attempts) => settle({ attempts, spec: { retry: { ...retry, max_attempts: 10 } } }).delayMs);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('[T10] every delay lies within jitter of its plan and never above the cap', () => {
    const anyRetry = fc.record({
      max_attempts: fc.constant(100),
      backoff_ms: fc.integer({ min: 0, max: 86_400_000 }),
      multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        anyRetry,
        fc.integer({ min: 0, max: 98 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (policy, attempts, chance) => {
          const { delayMs } = settle({ spec: { retry: policy }, attempts, random: () => chance });
          const planned = Math.min(MAX_RETRY_DELAY_MS, policy.backoff_ms * policy.multiplier ** attempts);
          expect(delayMs).toBeGreaterThanOrEqual(planned * (1 - policy.jitter) - 1);
          expect(delayMs).toBeLessThanOrEqual(Math.min(MAX_RETRY_DELAY_MS, planned * (1 + policy.jitter) + 1));
        },
      ),
    );
  });

  it('[T11] nobody is called again before it asked to be, up to a day', () => {
    expect(settle({ outcome: failedWith({ retryAfterMs: 90_000 }) }).delayMs).toBe(90_000);
    expect(settle({ outcome: failedWith({ retryAfterMs: 10 }) }).delayMs).toBe(1_000);
    expect(settle({ outcome: failedWith({ retryAfterMs: 1e12 }) }).delayMs).toBe(MAX_RETRY_AFTER_MS);
    expect(settle({ outcome: failedWith({ retryAfterMs: -5 }) }).delayMs).toBe(1_000);
  });
});
