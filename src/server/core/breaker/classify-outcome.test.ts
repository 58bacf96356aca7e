import { describe, expect, it } from 'vitest';
import { ATTEMPT_ERROR_CODES, type AttemptError, type AttemptErrorCode } from '../task/attempt-outcome.ts';
import type { OutcomeKind } from './breaker.ts';
import { classifyOutcome, mayOpenByStatus } from './classify-outcome.ts';

const failed = (code: AttemptErrorCode, over: Partial<AttemptError> = {}): AttemptError => ({
  code,
  message: 'why',
  retryable: true,
  ...over,
});

/** What is the agent's failure; everything else is not. */
const NOT_FAILURES: Partial<Record<AttemptErrorCode, OutcomeKind>> = {
  egress_denied: 'released',
  command_agents_disabled: 'released',
  unsupported_kind: 'released',
  input_unresolved: 'released',
  condition_error: 'released',
  lease_lost: 'ignored',
  agent_gone: 'ignored',
  dead_letter: 'ignored',
  cancelled: 'ignored',
  deadline_exceeded: 'ignored',
  approval_rejected: 'ignored',
  event_timeout: 'ignored',
  sub_workflow_failed: 'ignored',
  budget_exceeded: 'ignored',
  too_many_items: 'ignored',
  items_failed: 'ignored',
  iteration_failed: 'ignored',
  loop_exhausted: 'ignored',
  branch_not_taken: 'ignored',
  dependency_unmet: 'ignored',
  condition_false: 'ignored',
  left_out: 'ignored',
  compensation_failed: 'ignored',
  internal: 'ignored',
};

describe('classifyOutcome', () => {
  it.each(ATTEMPT_ERROR_CODES.map((code) => ({ code, kind: NOT_FAILURES[code] ?? 'failure' })))('[BR18] $code: $kind', ({ code, kind }) => {
    expect(classifyOutcome(failed(code))).toEqual({ kind });
  });

  it('[BR18] a refusal that is the fault of the request never opens a breaker', () => {
    const statuses = [302, 400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 502, 503, 504];
    expect(statuses.filter(mayOpenByStatus)).toEqual([302, 401, 404, 408, 429, 500, 502, 503, 504]);
    expect(classifyOutcome(failed('http_status', { detail: { status: 422 } }))).toEqual({ kind: 'benign' });
    expect(classifyOutcome(failed('http_status', { detail: { status: 500 } }))).toEqual({ kind: 'failure' });
  });

  it('[BR18] Retry-After goes with a failure, and a result is a success', () => {
    expect(classifyOutcome(failed('rate_limited', { retryAfterMs: 9 }))).toEqual({ kind: 'failure', retryAfterMs: 9 });
    expect(classifyOutcome(failed('cancelled', { retryAfterMs: 9 }))).toEqual({ kind: 'ignored' });
    expect(classifyOutcome(null)).toEqual({ kind: 'success' });
  });
});
