import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median, percentile, spread } from './statistics.ts';

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 50 });

it.each([
  { values: [3, 1, 2], middle: 2 },
  { values: [4, 1, 2, 3], middle: 2.5 },
  { values: [7], middle: 7 },
])('[N1] the median of $values is $middle', ({ values, middle }) => {
  expect(median(values)).toBe(middle);
});

it('[N1] half of all values lie on each side of the median', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const middle = median(values);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

it('[N1] a percentile is a measured value that the asked share does not exceed, and no smaller one is', () => {
  fc.assert(
    fc.property(numbers, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const found = percentile(values, share);
      const within = (limit: number) => values.filter((value) => value <= limit).length / values.length;
      expect(values).toContain(found);
      expect(within(found)).toBeGreaterThanOrEqual(share - 1e-9);
      const smaller = values.filter((value) => value < found);
      if (smaller.length > 0) expect(within(Math.max(...smaller))).toBeLessThan(share);
    }),
  );
});

it('[N1] of nothing there is no figure', () => {
  expect(spread([])).toEqual({ p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN });
});
