import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findCronFault, nextAfter, occurrencesBetween, previewOf, type TimedRule } from './occurrences.ts';

const at = (text: string) => Date.parse(text);
const cron = (expression: string, timezone = 'UTC'): TimedRule => ({
  rule: { kind: 'cron', expression },
  timezone,
  createdAt: new Date('2026-11-01T00:00:00Z'),
});
const iso = (dates: Date[]) => dates.map((date) => date.toISOString());

it('[SD4] a wall clock keeps its hour over a change of the clocks', () => {
  expect(iso(previewOf(cron('0 9 * * *', 'Europe/Berlin'), at('2027-03-27T00:00:00Z'), 3))).toEqual([
    '2027-03-27T08:00:00.000Z',
    '2027-03-28T07:00:00.000Z',
    '2027-03-29T07:00:00.000Z',
  ]);
});

it('[SD4] an hour that the clocks skip is made up, one that they repeat counts once', () => {
  expect(iso(previewOf(cron('30 2 * * *', 'Europe/Berlin'), at('2027-03-27T12:00:00Z'), 2))).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ]);
  expect(iso(previewOf(cron('30 2 * * *', 'Europe/Berlin'), at('2026-10-24T12:00:00Z'), 2))).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

it.each([
  ['0 0 30 2 *', 'never comes'],
  ['0 0 31 4,6 *', 'never comes'],
  ['99 * * * *', 'no cron expression'],
  ['a b c d e', 'no cron expression'],
  ['9 99 *', 'no cron expression'],
  ['🐝', 'no cron expression'],
])('[SD5] %s %s', (expression, fault) => {
  expect(findCronFault(expression, 'UTC', at('2026-11-23T00:00:00Z'))).toContain(fault);
});

it('[SD5] a rare day is not one that never comes', () => {
  const now = at('2026-11-23T00:00:00Z');
  expect(findCronFault('0 0 29 2 *', 'UTC', now)).toBeNull();
  expect(nextAfter(cron('0 0 29 2 *'), now)?.toISOString()).toBe('2028-02-29T00:00:00.000Z');
});

it('[SD4] intervals count from where they began, and looking back finds what looking ahead foretold', () => {
  const start = at('2026-11-01T00:00:00Z');
  const rules = fc.oneof(
    fc.constantFrom('*/10 * * * *', '5 4 * * *', '0 0 1 * *').map((expression) => cron(expression, 'America/New_York')),
    fc.integer({ min: 10, max: 100_000 }).map((seconds): TimedRule => ({ ...cron('* * * * *'), rule: { kind: 'interval', seconds } })),
  );
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 30_000_000 }), (timed, offset) => {
      const from = start + offset * 100;
      const ahead = previewOf(timed, from, 5).map((date) => date.getTime());
      const back = occurrencesBetween(timed, { from: from + 1, to: ahead.at(-1) ?? 0, most: 100 });
      expect(back).toEqual(ahead);
      expect(occurrencesBetween(timed, { from: from + 1, to: ahead.at(-1) ?? 0, most: 2 })).toEqual(ahead.slice(-2));
    }),
    { numRuns: 15 },
  );
  const timed: TimedRule = { ...cron('* * * * *'), rule: { kind: 'interval', seconds: 3_600 } };
  expect(iso(previewOf(timed, at('2026-11-23T10:20:00Z'), 2))).toEqual(['2026-11-23T11:00:00.000Z', '2026-11-23T12:00:00.000Z']);
  expect(nextAfter({ ...timed, rule: { kind: 'event', event: 'x' } }, start)).toBeNull();
});
