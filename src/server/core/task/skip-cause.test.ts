import { expect, it } from 'vitest';
import { skipCause } from './skip-cause.ts';

it.each([
  { key: 'choose', status: 'completed', when: 'not_taken', code: 'branch_not_taken', message: '"choose" took another way' },
  {
    key: 'choose',
    status: 'failed',
    when: 'not_taken',
    code: 'dependency_unmet',
    message: '"choose" failed; this needs it to complete',
  },
  {
    key: 'a',
    status: 'skipped',
    when: 'completed',
    code: 'dependency_unmet',
    message: '"a" was skipped; this needs it to complete',
  },
  {
    key: 'a',
    status: 'completed',
    when: 'failed',
    code: 'dependency_unmet',
    message: '"a" completed; this needs it to fail',
  },
] as const)('[BN2] $when of a task that was $status: $code', ({ code, message, ...blocker }) => {
  expect(skipCause(blocker)).toEqual({ code, message, retryable: false });
});
