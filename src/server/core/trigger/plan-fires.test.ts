import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideOverlap, MOST_QUEUED, ON_TIME_MS, planFires } from './plan-fires.ts';
import { CATCH_UPS, createScheduleSchema, OVERLAPS } from './schedule.ts';

const NOW = 10_000_000;

it('[SD1] what was missed is made up as the schedule says: nothing, the last, or the newest ones up to a bound', () => {
  const missed = [1, 2, 3, 4].map((at) => at * 1_000_000);
  expect(planFires(missed, { catchUp: 'none', most: 10, now: NOW })).toEqual([]);
  expect(planFires(missed, { catchUp: 'last', most: 10, now: NOW })).toEqual([4_000_000]);
  expect(planFires(missed, { catchUp: 'all', most: 3, now: NOW })).toEqual([2_000_000, 3_000_000, 4_000_000]);
  expect(planFires([...missed, NOW - ON_TIME_MS], { catchUp: 'none', most: 10, now: NOW })).toEqual([NOW - ON_TIME_MS]);
});

it('[SD1] never more than the bound, never one twice, always in order', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: NOW }), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(times, fc.constantFrom(...CATCH_UPS), fc.integer({ min: 1, max: 10 }), (due, catchUp, most) => {
      const fires = planFires(due, { catchUp, most, now: NOW });
      expect(fires.length).toBeLessThanOrEqual(catchUp === 'all' ? most : 1);
      expect(fires).toEqual(due.slice(due.length - fires.length));
    }),
  );
});

const OVERLAP_TABLE = [
  ['skip', 0, 0, { act: 'start', cancelFirst: false }],
  ['skip', 1, 0, { act: 'skip' }],
  ['queue', 1, 0, { act: 'queue' }],
  ['queue', 0, 1, { act: 'queue' }],
  ['queue', 0, 0, { act: 'start' }],
  ['queue', 1, MOST_QUEUED, { act: 'skip' }],
  ['cancel_previous', 1, 0, { act: 'start', cancelFirst: true }],
  ['allow', 5, 0, { act: 'start', cancelFirst: false }],
] as const;

it.each(OVERLAP_TABLE)('[SD2] %s with %i running and %i queued: %j', (overlap, running, queued, decision) => {
  expect(OVERLAPS).toContain(overlap);
  expect(decideOverlap(overlap, { running, queued })).toMatchObject(decision);
});

it.each([
  [{ kind: 'cron', expression: '* * * *' }],
  [{ kind: 'cron', expression: '* * * * * *' }],
  [{ kind: 'cron', expression: 'H * * * *' }],
  [{ kind: 'cron', expression: '@daily' }],
  [{ kind: 'interval', seconds: 1 }],
  [{ kind: 'interval', seconds: 1.5 }],
  [{ kind: 'event', event: 'a b' }],
  [{ kind: 'moon' }],
])('[SD3] %j is no rule', (rule) => {
  expect(createScheduleSchema.safeParse({ workflow_id: 'w', name: 'n', rule }).success).toBe(false);
});

it('[SD3] a rule with names and a time zone is one; a time zone that nobody knows is none', () => {
  const rule = { kind: 'cron', expression: '0 9 * JAN,MAR MON-THU' };
  const base = { workflow_id: 'w', name: 'n', rule };
  expect(createScheduleSchema.parse({ ...base, timezone: 'Europe/Berlin' })).toMatchObject({ overlap: 'skip', catch_up: 'none' });
  expect(createScheduleSchema.safeParse({ ...base, timezone: 'Mars/Base' }).success).toBe(false);
});
