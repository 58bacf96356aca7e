import { describe, expect, it } from 'vitest';
import { alertOfShortage, COUNT_LIMIT, type Shortage } from './alert.ts';

const shortage: Shortage = {
  gateKey: 'demand:1',
  waiting: 1,
  since: new Date(0),
  runId: 'r',
  taskKey: 'build',
  reason: 'no active agent has "mining"',
};

describe('what an alert says', () => {
  it.each<[number, string, number]>([
    [1, '1 task waits: no active agent has "mining"', 1],
    [2, '2 tasks wait: no active agent has "mining"', 2],
    [COUNT_LIMIT, `${COUNT_LIMIT} tasks wait: no active agent has "mining"`, COUNT_LIMIT],
    [COUNT_LIMIT + 1, `more than ${COUNT_LIMIT} tasks wait: no active agent has "mining"`, COUNT_LIMIT],
  ])('[AL1] %i waiting', (waiting, message, counted) => {
    expect(alertOfShortage({ ...shortage, waiting })).toEqual({
      subject: 'demand:1',
      severity: 'warning',
      message,
      detail: { waiting: counted, since: '1970-01-01T00:00:00.000Z', run_id: 'r', task_id: 'build', reason: shortage.reason },
    });
  });

  it('[AL1] a reason of any length fits', () => {
    expect(alertOfShortage({ ...shortage, reason: 'x'.repeat(10_000) }).message).toHaveLength(500);
  });
});
