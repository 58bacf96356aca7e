import { describe, expect, it } from 'vitest';
import { ATTEMPT_ERROR_CODES, type AttemptError, type AttemptErrorCode } from '../task/attempt-outcome.ts';
import { classifyError, severityOfAttempt } from './classify-error.ts';
import { FAILURE_TYPES, type FailureType } from './failure.ts';

const error = (code: AttemptErrorCode, detail?: AttemptError['detail']): AttemptError => ({
  code,
  message: 'why',
  retryable: true,
  detail,
});

describe('what a failed attempt is', () => {
  it.each<[AttemptErrorCode, FailureType]>([
    ['timeout', 'task_timeout'],
    ['idle_timeout', 'agent_unresponsive'],
    ['connect_error', 'communication_failure'],
    ['rate_limited', 'system_overload'],
    ['contract_failed', 'task_execution_error'],
    ['output_too_large', 'resource_exhaustion'],
    ['egress_denied', 'security_violation'],
    ['input_unresolved', 'dependency_failure'],
    ['lease_lost', 'agent_unresponsive'],
  ])('[RC5] %s: %s', (code, type) => {
    expect(classifyError(error(code))?.type).toBe(type);
  });

  it('[RC5] every code has its type, but for what ended from our side or without an agent', () => {
    const silent = ATTEMPT_ERROR_CODES.filter((code) => classifyError(error(code)) === null);
    expect(silent.sort()).toEqual([
      ...[
        'approval_rejected',
        'branch_not_taken',
        'budget_exceeded',
        'cancelled',
        'compensation_failed',
        'condition_false',
        'deadline_exceeded',
        'dependency_unmet',
        'event_timeout',
      ],
      ...['items_failed', 'iteration_failed', 'left_out', 'loop_exhausted', 'sub_workflow_failed', 'too_many_items'],
    ]);
    const seen = new Set(ATTEMPT_ERROR_CODES.map((code) => classifyError(error(code))?.type));
    // Whether an agent became slower than itself is seen in its history, not in one attempt.
    expect(FAILURE_TYPES.filter((type) => !seen.has(type))).toEqual(['performance_degradation']);
  });

  it.each([
    [502, 'communication_failure'],
    [503, 'system_overload'],
    [403, 'security_violation'],
    [500, 'task_execution_error'],
  ])('[RC5] HTTP %i: %s', (status, type) => {
    expect(classifyError(error('http_status', { status }))?.type).toBe(type);
  });

  it('[RC5] a process that the kernel killed ran out of something', () => {
    expect(classifyError(error('exit_code', { exit_code: 137 }))?.type).toBe('resource_exhaustion');
    expect(classifyError(error('exit_code', { exit_code: 1 }))?.type).toBe('task_execution_error');
  });

  it('[RC4] the first failure of a task is low, a further one medium, the last one high', () => {
    expect(severityOfAttempt({ final: false, made: 1 })).toBe('low');
    expect(severityOfAttempt({ final: false, made: 2 })).toBe('medium');
    expect(severityOfAttempt({ final: true, made: 1 })).toBe('high');
  });
});
