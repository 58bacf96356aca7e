import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedRemaining, normalTail, quantileAt } from './log-normal.ts';

describe('how long it will take', () => {
  it.each([
    [0, 0.5],
    [1.6448536, 0.05],
    [-1.6448536, 0.95],
    [3, 0.0013499],
  ])('[SO6] the normal tail beyond %f', (z, tail) => {
    expect(normalTail(z)).toBeCloseTo(tail, 6);
  });

  it('[SO6] what is certain runs down to nothing; what is not goes on, and is expected longer the longer it outlives its mean', () => {
    expect(expectedRemaining({ mean: 10, cv: 0 }, 4)).toBe(6);
    expect(expectedRemaining({ mean: 10, cv: 0 }, 40)).toBe(0);
    const late = [10, 20, 40, 1_000].map((elapsed) => expectedRemaining({ mean: 10, cv: 1 }, elapsed));
    expect(late).toEqual(late.toSorted((a, b) => a - b));
    expect(late[0]).toBeGreaterThan(5);
  });

  it('[SO6] remaining time is finite and never negative', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        (mean, cv, elapsed) => {
          const left = expectedRemaining({ mean, cv }, elapsed);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThan(Infinity);
        },
      ),
    );
  });

  it('[SO6] a spread too small for a double is none', () => {
    expect(expectedRemaining({ mean: 1.5e-323, cv: 5e-324 }, 1.5e-323)).toBe(0);
    expect(expectedRemaining({ mean: 10, cv: 1e-9 }, 4)).toBe(6);
  });

  it('[SO6] quantiles grow with z, and the mean lies above the median', () => {
    expect(quantileAt({ mean: 10, cv: 0 }, 3)).toBeCloseTo(10);
    expect(quantileAt({ mean: 10, cv: 1 }, 0)).toBeCloseTo(10 / Math.SQRT2);
    expect(quantileAt({ mean: 10, cv: 1 }, 2)).toBeGreaterThan(quantileAt({ mean: 10, cv: 1 }, 1));
  });
});
