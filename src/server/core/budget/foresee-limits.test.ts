import { describe, expect, it } from 'vitest';
import type { Limit } from './budget-index.ts';
import { type ExpectedSpending, foreseeLimits } from './foresee-limits.ts';
import { Purse } from './purse.ts';

const TOMORROW = new Date('2026-03-11T00:00:00Z');
const day = { from: new Date('2026-03-10T00:00:00Z'), to: TOMORROW };
const limit = (key: string, fields: Partial<Limit> = {}): Limit => ({
  ...{ key, scope: 'agent', subject: key, limitUsd: 1, blocks: true, window: day, words: 'the budget of the agent for the day' },
  ...fields,
});
/** Of a dollar, 60 cents are spent and 20 reserved. */
const purse = new Purse(new Map([['used', { spentUsd: 0.6, reservedUsd: 0.2 }]]));
const foresee = (expected: readonly ExpectedSpending[]) => foreseeLimits(expected, { purse, nameOf: ({ subject }) => subject });

describe('limits that a run is expected to meet', () => {
  it.each([
    ['what is left pays for it', [0.2], null],
    ['a hair of rounding is nothing', [0.1, 0.1 + 1e-12], null],
    ['calls add up', [0.15, 0.06], '$0.20 of $1.00 left, $0.21 expected'],
    ['one call alone', [3], '$0.20 of $1.00 left, $3.00 expected'],
    ['what nobody knows is within what is left', [0], null],
  ])('[BG15] %s', (_, costs, words) => {
    const found = foresee(costs.map((usd) => ({ limits: [limit('used')], usd })));
    expect(found.map(({ message }) => message)).toEqual(words === null ? [] : [`the budget of the agent for the day (used): ${words}`]);
  });

  it('[BG15] a limit with nothing left is named also where nobody knows what it would cost', () => {
    const spent = new Purse(new Map([['a', { spentUsd: 1.5, reservedUsd: 0 }]]));
    const [found] = foreseeLimits([{ limits: [limit('a')], usd: 0 }], { purse: spent, nameOf: () => null });
    expect(found).toMatchObject({ leftUsd: 0, expectedUsd: 0, renewsAt: TOMORROW });
    expect(found?.message).toBe('the budget of the agent for the day: $0.00 of $1.00 left, $0.00 expected');
  });

  it('[BG15] each limit sums what counts against it; those that block stand before those that warn', () => {
    const warns = limit('warns', { scope: 'installation', subject: null, blocks: false });
    const found = foresee([
      { limits: [warns, limit('used')], usd: 0.7 },
      { limits: [warns, limit('other')], usd: 0.7 },
    ]);
    expect(found.map(({ subject, expectedUsd, blocks }) => [subject, expectedUsd, blocks])).toEqual([
      ['used', 0.7, true],
      [null, 1.4, false],
    ]);
  });
});
