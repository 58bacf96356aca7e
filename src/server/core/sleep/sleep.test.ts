import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArrivalForecast } from '../scaling/forecast-arrivals.ts';
import { decideSleep, type SleepSituation } from './decide-sleep.ts';
import { foreseeNeed } from './foresee-need.ts';
import { nextSleepState, SLEEP_EVENTS, SLEEP_STATES, statesBefore } from './sleep-state.ts';
import { clockOf, createSleepWindowSchema, localTime, minutesLeft, minutesOf, openWindow, type SleepWindow } from './sleep-window.ts';

const HOUR_MS = 3_600_000;

describe('states of sleep', () => {
  test('[SL1] every state and event: the table is this one', () => {
    const table = SLEEP_STATES.map((state) => [state, SLEEP_EVENTS.map((event) => nextSleepState(state, event) ?? '-').join(' ')]);
    // sleep, prepared, consolidate, consolidated, wake, woken, fail
    expect(Object.fromEntries(table)).toEqual({
      awake: 'preparing_sleep - - - - - -',
      preparing_sleep: '- sleeping - - preparing_wake - error',
      sleeping: '- - consolidating - preparing_wake - error',
      consolidating: '- - - sleeping preparing_wake - error',
      preparing_wake: '- - - - - awake error',
      error: '- - - - preparing_wake - -',
    });
    expect(statesBefore('wake')).toEqual(['preparing_sleep', 'sleeping', 'consolidating', 'error']);
  });

  test('[SL1] from every state there is a way to be awake', () => {
    const reaches = (state: (typeof SLEEP_STATES)[number], seen = new Set<string>()): boolean => {
      if (state === 'awake') return true;
      if (seen.has(state)) return false;
      seen.add(state);
      return SLEEP_EVENTS.some((event) => {
        const next = nextSleepState(state, event);
        return next !== null && reaches(next, seen);
      });
    };
    for (const state of SLEEP_STATES) expect(reaches(state), state).toBe(true);
  });
});

const window = (more: Partial<SleepWindow> = {}): SleepWindow => ({
  id: 'w',
  agentId: null,
  startMin: minutesOf('22:00'),
  endMin: minutesOf('06:00'),
  timezone: 'UTC',
  daysOfWeek: [1, 2, 3, 4, 5],
  active: true,
  priority: 0,
  createdBy: 'user:1',
  createdAt: new Date(0),
  ...more,
});

describe('sleep windows', () => {
  // 2026-11-20 is a Friday.
  test.each([
    ['before it begins', '2026-11-20T21:59:00Z', {}, null],
    ['at its first minute', '2026-11-20T22:00:00Z', {}, 480],
    ['after midnight it is still that of the day before', '2026-11-21T05:30:00Z', {}, 30],
    ['at its end', '2026-11-21T06:00:00Z', {}, null],
    ['on a day that is not named', '2026-11-21T23:00:00Z', {}, null],
    ['in the early hours of a Monday it would be the Sunday window', '2026-11-23T01:00:00Z', {}, null],
    ['in another time zone', '2026-11-20T13:30:00Z', { timezone: 'Asia/Tokyo' }, 450],
    ['in a zone with half hours', '2026-11-20T17:00:00Z', { timezone: 'Asia/Kolkata' }, 450],
    ['the whole day', '2026-11-20T12:00:00Z', { startMin: 0, endMin: 0 }, 720],
    ['within a day', '2026-11-20T13:00:00Z', { startMin: 720, endMin: 840 }, 60],
    ['switched off', '2026-11-20T23:00:00Z', { active: false }, null],
  ] as const)('[SL2] %s', (_, now, more, left) => {
    expect(minutesLeft(window(more as Partial<SleepWindow>), new Date(now))).toBe(left);
  });

  test('[SL2] whenever a window is open, its end is within it and after it nothing is left', () => {
    const anyTime = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        anyTime,
        fc.nat(1_439),
        fc.nat(1_439),
        fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
        (now, startMin, endMin, daysOfWeek) => {
          const one = window({ startMin, endMin, daysOfWeek });
          const left = minutesLeft(one, now);
          if (left === null) return;
          expect(left).toBeGreaterThan(0);
          const end = localTime(new Date(now.getTime() + left * 60_000), 'UTC');
          expect(end.minutes).toBe(endMin);
        },
      ),
    );
  });

  test('[SL2] the clocks of a zone are told right in summer and in winter', () => {
    expect(localTime(new Date('2026-07-01T22:30:00Z'), 'Europe/Berlin')).toEqual({ day: 4, minutes: 30 });
    expect(localTime(new Date('2026-12-01T22:30:00Z'), 'Europe/Berlin')).toEqual({ day: 2, minutes: 1_410 });
  });

  test('[SL3] an own window concerns one agent, a common one all that are in no pool; the highest priority counts', () => {
    const now = new Date('2026-11-20T23:00:00Z');
    const own = window({ id: 'own', agentId: 'a', priority: 5 });
    const common = window({ id: 'common' });
    const found = (id: string, pooled: boolean) => openWindow([common, own], { id, pooled }, now)?.window.id;
    expect([found('a', false), found('a', true), found('b', false), found('b', true)]).toEqual(['own', 'own', 'common', undefined]);
  });

  test.each([
    [{ start: '24:00', end: '06:00' }],
    [{ start: '22:00', end: '6:00' }],
    [{ start: '22:00', end: '06:00', timezone: 'Mars/Olympus' }],
    [{ start: '22:00', end: '06:00', days_of_week: [0] }],
    [{ start: '22:00', end: '06:00', days_of_week: [] }],
    [{ start: '22:00', end: '06:00', until: 'late' }],
  ])('[SL3] %j is no window', (body) => {
    expect(createSleepWindowSchema.safeParse(body).success).toBe(false);
  });

  test('[SL3] times of day come back as they were written', () => {
    for (const time of ['00:00', '06:05', '23:59']) expect(clockOf(minutesOf(time))).toBe(time);
  });
});

const awake: SleepSituation = {
  state: 'awake',
  windowLeftMin: null,
  contextUsage: null,
  inFlight: 0,
  needed: null,
  awakeMs: null,
  consolidatedMs: null,
  cycle: null,
};
const asleep = (
  type: NonNullable<SleepSituation['cycle']>['type'],
  more: Partial<SleepSituation> = {},
  overdueMs: number | null = null,
) => ({
  ...awake,
  state: 'sleeping' as const,
  cycle: { type, asleepMs: HOUR_MS, overdueMs },
  ...more,
});

describe('when agents sleep', () => {
  test.each([
    ['nothing to sleep for', {}, 'none'],
    ['a window', { windowLeftMin: 60 }, 'sleep scheduled'],
    ['a window, but work in hand', { windowLeftMin: 60, inFlight: 1 }, 'none'],
    ['a window, but it is needed', { windowLeftMin: 60, needed: 'work' }, 'none'],
    ['a window, but it has just slept', { windowLeftMin: 60, awakeMs: HOUR_MS }, 'none'],
    ['a context three quarters full', { contextUsage: 0.75 }, 'consolidate'],
    ['the same, just after a consolidation', { contextUsage: 0.75, consolidatedMs: 1 }, 'none'],
    ['a context of 85 %', { contextUsage: 0.85 }, 'sleep threshold'],
    ['a context of 85 %, but it is needed', { contextUsage: 0.85, needed: 'work' }, 'consolidate'],
    ['a context of 95 %, whatever else', { contextUsage: 0.95, needed: 'work', inFlight: 3, awakeMs: 1 }, 'sleep emergency'],
  ])('[SL4] %s', (_, more, expected) => {
    const decision = decideSleep({ ...awake, ...more });
    expect(decision.act === 'sleep' ? `sleep ${decision.type}` : decision.act).toBe(expected);
  });

  test.each([
    ['a window still open', asleep('scheduled', { windowLeftMin: 10 }), 'none'],
    ['a window that is over', asleep('scheduled'), 'wake'],
    ['a window still open, but it is needed', asleep('scheduled', { windowLeftMin: 10, needed: 'work' }), 'wake'],
    ['by hand, and needed', asleep('manual', { needed: 'work' }), 'none'],
    ['by hand, until now', asleep('manual', {}, 0), 'wake'],
    ['by hand, until later', asleep('manual', {}, -1), 'none'],
    ['for a full context that is empty again', asleep('threshold', { contextUsage: 0.3 }, -1), 'wake'],
    ['for a full context, half empty', asleep('threshold', { contextUsage: 0.5 }, -1), 'none'],
    [
      'an emergency, not half an hour old, and needed',
      { ...asleep('emergency', { needed: 'work' }), cycle: { type: 'emergency', asleepMs: 1, overdueMs: -1 } },
      'none',
    ],
    ['an emergency, later, and needed', asleep('emergency', { needed: 'work' }, -1), 'wake'],
    ['while it is being consolidated', { ...asleep('scheduled'), state: 'consolidating' }, 'none'],
  ] as const)('[SL5] %s', (_, situation, expected) => {
    expect(decideSleep(situation).act).toBe(expected);
  });
});

describe('need foreseen', () => {
  const expecting = (upper: number): ArrivalForecast => ({
    kind: 'forecast',
    buckets: 20,
    seasonal: false,
    error: 0,
    points: [1, 2].map((step) => ({ step, expected: upper, lower: upper, upper })),
  });
  const work = { taskType: 'review', forecast: expecting(10), meanDurationMs: 900_000, slotsAwake: 20 };
  test.each([
    ['enough are awake', {}, false],
    ['not enough are awake', { slotsAwake: 12 }, true],
    ['nobody is awake', { slotsAwake: 0, meanDurationMs: null }, true],
    ['nobody is awake, and nothing is expected', { slotsAwake: 0, forecast: expecting(0.1) }, false],
    ['there is not enough data', { slotsAwake: 0, forecast: { kind: 'not_enough_data', buckets: 1, needed: 10 } as const }, false],
  ])('[SL6] %s', (_, more, needed) => {
    expect(foreseeNeed([{ ...work, ...more }]) !== null).toBe(needed);
  });
});
