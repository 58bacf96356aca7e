import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BURN_PAIRS, BURN_TARGETS, findBurning, type SpentByWindow } from './burn-rate.ts';

/** The same share of bad events in each window, by its seconds. */
const spent = (bad: Record<number, [share: number, events: number]>): SpentByWindow =>
  new Map(Object.entries(bad).map(([seconds, [share, events]]) => [Number(seconds), { mean: 1 - share, events }]));
const RUNS = 'workflow_completion_rate';

describe('burn rates', () => {
  it.each<[string, Record<number, [number, number]>, number | null]>([
    ['an hour and five minutes at 1.5 % of 0.1 %', { 3600: [0.015, 1_000], 300: [0.015, 100] }, 14.4],
    ['exactly 14.4 times is not faster', { 3600: [0.0144, 10_000], 300: [0.0144, 1_000] }, null],
    ['over by now: the short window is good again', { 3600: [0.5, 1_000], 300: [0, 100], 21600: [0.5, 1_000], 1800: [0, 300] }, null],
    ['slower, but for six hours', { 3600: [0.007, 1_000], 300: [0.007, 100], 21600: [0.007, 6_000], 1800: [0.007, 500] }, 6],
    ['one failure of three is no rate', { 3600: [0.33, 3], 300: [0.33, 3], 21600: [0.33, 3], 1800: [0.33, 3] }, null],
    ['nothing in the short window', { 3600: [0.5, 1_000] }, null],
    ['nothing at all', {}, null],
  ])('[AL11] %s', (_, windows, factor) => {
    expect(findBurning(RUNS, 0.999, spent(windows))?.factor ?? null).toBe(factor);
  });

  it('[AL11] counts percents and limits as what they allow', () => {
    const both = (mean: number): SpentByWindow => new Map([3_600, 300].map((seconds) => [seconds, { mean, events: 100 }]));
    expect(findBurning('error_rate_percent', 0.1, both(2))?.rate).toBeCloseTo(20);
    expect(findBurning('routing_accuracy_percent', 95, both(20))?.rate).toBeCloseTo(16);
    expect(findBurning('error_rate_percent', 0, both(0.01))?.rate).toBe(Number.POSITIVE_INFINITY);
    expect(findBurning('error_rate_percent', 0, both(0))).toBeNull();
  });

  it('[AL11] is met only where both windows of a pair are over its factor', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const events = fc.integer({ min: 0, max: 10_000 });
    const target = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, events), { minLength: 4, maxLength: 4 }), target, (drawn, wanted) => {
        const seconds = BURN_PAIRS.flatMap((pair) => [pair.longSeconds, pair.shortSeconds]);
        const windows: SpentByWindow = new Map(
          seconds.map((each, index) => [each, { mean: drawn[index]?.[0] ?? 0, events: drawn[index]?.[1] ?? 0 }]),
        );
        const found = findBurning(RUNS, wanted, windows);
        if (found === null) return;
        for (const each of [found.longSeconds, found.shortSeconds])
          expect(1 - (windows.get(each)?.mean ?? 1)).toBeGreaterThan((1 - wanted) * found.factor * 0.999);
      }),
    );
  });

  it('[AL11] every target it is offered for is a share', () => {
    for (const name of BURN_TARGETS) expect(name).toMatch(/_rate$|_percent$/);
  });
});
