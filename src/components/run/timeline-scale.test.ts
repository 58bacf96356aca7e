import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeStretches, timeScale } from './timeline-scale.ts';

describe('time scale', () => {
  it('[U5] puts begin, middle and end where they belong', () => {
    const scale = timeScale(1_000, 3_000);
    expect([1_000, 2_000, 3_000, 9_000, 0].map(scale.percent)).toEqual([0, 50, 100, 100, 0]);
  });

  it.each([
    [60_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
    [4_200, [0, 1_000, 2_000, 3_000]],
    [4_400, [0, 1_000, 2_000, 3_000, 4_000]],
  ])('[U5] a span of %d ms is cut at round times', (span, ticks) => {
    expect(timeScale(5, 5 + span).ticks).toEqual(ticks);
  });

  it('[U5] draws at most eight lines, whatever the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000_000 }), fc.integer({ min: -10, max: 100_000_000_000 }), (from, span) => {
        const { ticks, to } = timeScale(from, from + span);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks.at(-1)).toBeLessThanOrEqual(to - from);
      }),
    );
  });

  const MINUTE = 60_000;
  const NIGHT = 8 * 60 * MINUTE;

  it('[U10] a night in which nobody worked is a narrow gap that says how long it was', () => {
    const scale = timeScale(0, NIGHT + 4 * MINUTE, [
      [0, 2 * MINUTE],
      [NIGHT + 2 * MINUTE, NIGHT + 4 * MINUTE],
    ]);
    expect(scale.folds).toEqual([{ left: 47, width: 6, ms: NIGHT }]);
    expect([0, MINUTE, 2 * MINUTE, NIGHT + 2 * MINUTE, NIGHT + 3 * MINUTE, NIGHT + 4 * MINUTE].map(scale.percent)).toEqual([
      0, 23.5, 47, 53, 76.5, 100,
    ]);
    expect(scale.ticks).toContain(MINUTE);
    expect(scale.ticks.every((tick) => tick <= 2 * MINUTE || tick >= NIGHT + 2 * MINUTE)).toBe(true);
  });

  it('[U10] a pause that takes little room is part of the work, and so is everything when it is asked for', () => {
    const busy = [
      [0, 100 * MINUTE],
      [103 * MINUTE, 200 * MINUTE],
    ] as const;
    expect(timeScale(0, 200 * MINUTE, busy).folds).toEqual([]);
    expect(timeScale(0, NIGHT, null).folds).toEqual([]);
  });

  it('[U10] time never runs backwards on the axis, whatever is folded', () => {
    const stretch = fc.tuple(fc.integer({ min: 0, max: 1e8 }), fc.integer({ min: 0, max: 1e6 })).map(([at, ms]) => [at, at + ms] as const);
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), fc.array(fc.integer({ min: 0, max: 1e8 }), { minLength: 2 }), (work, instants) => {
        const scale = timeScale(0, 1e8, mergeStretches(work));
        const places = instants.toSorted((a, b) => a - b).map(scale.percent);
        places.slice(1).forEach((place, index) => {
          expect(place).toBeGreaterThanOrEqual((places[index] ?? 0) - 1e-6);
        });
        expect(scale.percent(0)).toBe(0);
        expect(scale.percent(1e8)).toBeCloseTo(100, 6);
      }),
    );
  });
});
