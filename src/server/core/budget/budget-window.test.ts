import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowOf } from './budget-window.ts';

const at = (text: string) => new Date(text);

describe('the window of a period', () => {
  it.each([
    ['UTC', 'day', '2026-03-10T23:59:59Z', '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'],
    ['Europe/Berlin', 'day', '2026-03-10T23:30:00Z', '2026-03-10T23:00:00Z', '2026-03-11T23:00:00Z'],
    ['Europe/Berlin', 'day', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', 'day', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Asia/Kathmandu', 'day', '2026-05-01T18:20:00Z', '2026-05-01T18:15:00Z', '2026-05-02T18:15:00Z'],
    ['Asia/Beirut', 'day', '2026-03-29T10:00:00Z', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'],
    ['UTC', 'month', '2026-02-28T23:59:59Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['America/New_York', 'month', '2026-03-20T00:00:00Z', '2026-03-01T05:00:00Z', '2026-04-01T04:00:00Z'],
  ] as const)('[BG2] %s, a %s with %s in it', (zone, period, now, from, to) => {
    expect(windowOf(period, zone, at(now))).toEqual({ from: at(from), to: at(to) });
  });

  it('[BG2] of a single run there is none', () => {
    expect(windowOf('use', 'UTC', at('2026-03-10T00:00:00Z'))).toBeNull();
  });

  it('[BG2] windows hold the moment they were asked for, begin at a quarter of an hour, and follow one another without a gap', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Asia/Beirut', 'America/St_Johns'];
    const moment = fc.date({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom('day' as const, 'month' as const), moment, (zone, period, now) => {
        const window = windowOf(period, zone, now);
        if (window === null) throw new Error('a day has a window');
        expect(window.from <= now && now < window.to).toBe(true);
        expect(window.from.getTime() % 900_000).toBe(0);
        expect(windowOf(period, zone, window.to)?.from).toEqual(window.to);
        expect(windowOf(period, zone, new Date(window.to.getTime() - 1))).toEqual(window);
      }),
    );
  });
});
