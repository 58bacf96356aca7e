import { expect, it } from 'vitest';
import { failureCause } from './failure-cause.ts';

const error = { code: 'exit_code', message: 'the command ended with exit code 7', retryable: true } as const;

it.each([
  [{ stderr: ['opening the ledger', 'ledger is torn on page 12', ' '] }, 'exit_code: ledger is torn on page 12'],
  [{ stderr: [] }, 'exit_code: the command ended with exit code 7'],
  [{ stderr: [7, null] }, 'exit_code: the command ended with exit code 7'],
  [{ stderr: 'no list' }, 'exit_code: the command ended with exit code 7'],
  [undefined, 'exit_code: the command ended with exit code 7'],
])('[V14] the cause of %j is %s', (detail, cause) => {
  expect(failureCause(detail === undefined ? error : { ...error, detail })).toBe(cause);
});

it('[V14] a cause is one bounded line, whatever the program wrote', () => {
  expect(failureCause({ ...error, detail: { stderr: ['x'.repeat(5_000)] } })).toHaveLength(300);
});
