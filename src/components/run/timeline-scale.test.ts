import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeScale } from './timeline-scale.ts';

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
});
