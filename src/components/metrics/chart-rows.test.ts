import { describe, expect, test } from 'vitest';
import { chartRows, sumUp, weightedMean } from './chart-rows.ts';
import type { SeriesLine } from './series-types.ts';

const line = (points: SeriesLine['points'], before: SeriesLine['before'] = []): SeriesLine => ({ name: 'failures', points, before });
const BUCKETS = { now: 10, before: 60 };

describe('rows of a chart', () => {
  test('[MS9] a gap is drawn as a gap, also where the other week has points', () => {
    expect(
      chartRows(
        [
          line(
            [
              [0, 1, 1],
              [10, 2, 1],
              [40, 3, 1],
            ],
            [
              [0, 5, 1],
              [60, 6, 1],
            ],
          ),
        ],
        BUCKETS,
      ),
    ).toEqual([
      { at: 0, failures: 1, 'before:failures': 5 },
      { at: 10, failures: 2 },
      { at: 20, failures: null },
      { at: 40, failures: 3 },
      { at: 60, 'before:failures': 6 },
    ]);
  });

  test('[MS9] a mean weighs every point by what is behind it, and is none of nothing', () => {
    expect(weightedMean([])).toBeNull();
    expect(
      weightedMean([
        [0, 10, 1],
        [10, 20, 3],
      ]),
    ).toBe(17.5);
  });
});

test('[MS14] counts are added up, anything else is the mean by its samples', () => {
  const points: SeriesLine['points'] = [
    [0, 4, 1],
    [10, 1, 3],
  ];
  expect([sumUp(points, 'count'), sumUp(points, 'ms'), sumUp([], 'count'), sumUp([], 'ms')]).toEqual([5, 1.75, null, null]);
});
