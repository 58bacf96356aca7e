import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const at = (text: string) => Date.parse(`2026-11-23T${text}Z`);

test('[MS13] a time axis has round times of the reader, at most eight, all of them inside', () => {
  expect(timeTicks({ from: at('11:33:10'), to: at('12:33:10') }, 0).map((each) => new Date(each).toISOString().slice(11, 16))).toEqual([
    ...['11:40', '11:50', '12:00', '12:10', '12:20', '12:30'],
  ]);
  // Half past, where clocks are half an hour off.
  expect(timeTicks({ from: at('00:00:00'), to: at('06:00:00') }, 1_800_000)[0]).toBe(at('00:30:00'));
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.integer({ min: 60, max: 100 * 365 * 86_400 }), (seconds, length) => {
      const [from, to] = [seconds * 1_000, (seconds + length) * 1_000];
      const ticks = timeTicks({ from, to }, 3_600_000);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks.every((each) => each >= from && each <= to)).toBe(true);
      if (length >= 120) expect(ticks.length).toBeGreaterThan(0);
    }),
  );
});
