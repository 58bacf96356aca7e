import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import { forecastArrivals, MIN_BUCKETS, SEASON_BUCKETS } from './forecast-arrivals.ts';

const points = (counts: number[], steps: number) => {
  const forecast = forecastArrivals(counts, steps);
  if (forecast.kind !== 'forecast') throw new Error('no forecast');
  return forecast.points;
};
const series = (length: number, of: (at: number) => number) => Array.from({ length }, (_, at) => of(at));
const wave = (at: number) => 20 + 15 * Math.sin((2 * Math.PI * at) / SEASON_BUCKETS);

describe('forecast of arrivals', () => {
  test('[SC1] below ten buckets there is no forecast, but a count', () => {
    expect(
      forecastArrivals(
        series(MIN_BUCKETS - 1, () => 5),
        4,
      ),
    ).toEqual({ kind: 'not_enough_data', buckets: 9, needed: 10 });
    expect(
      forecastArrivals(
        series(MIN_BUCKETS, () => 5),
        4,
      ).kind,
    ).toBe('forecast');
  });

  test('[SC1] what is constant goes on, without doubt', () => {
    for (const { expected, lower, upper } of points(
      series(40, () => 7),
      8,
    )) {
      expect([expected, lower, upper].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([7, 7, 7]);
    }
  });

  test('[SC2] what rises is expected to rise, ever less', () => {
    const [first, second, third] = points(
      series(60, (at) => 10 + 2 * at),
      3,
    ).map(({ expected }) => expected);
    expect(first).toBeGreaterThan(128);
    expect(second).toBeGreaterThan(first ?? 0);
    expect((third ?? 0) - (second ?? 0)).toBeLessThan((second ?? 0) - (first ?? 0) + 1e-9);
  });

  test('[SC2] after two days the hour of the day counts', () => {
    const counts = series(4 * SEASON_BUCKETS, wave);
    for (const { step, expected } of points(counts, SEASON_BUCKETS))
      expect(expected).toBeCloseTo(Math.max(0, wave(counts.length + step - 1)), 0);
    expect(forecastArrivals(series(2 * SEASON_BUCKETS - 1, wave), 1)).toMatchObject({ seasonal: false });
  });

  test('[SC3] the interval holds about nine of ten buckets to come', () => {
    const random = seededRandom(11);
    const noisy = series(6 * SEASON_BUCKETS, (at) => Math.max(0, wave(at) + 8 * (random() - 0.5)));
    let inside = 0;
    for (let at = 3 * SEASON_BUCKETS; at < noisy.length; at += 1) {
      const [next] = points(noisy.slice(0, at), 1);
      const count = noisy[at] ?? 0;
      if (next && count >= next.lower && count <= next.upper) inside += 1;
    }
    const share = inside / (3 * SEASON_BUCKETS);
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.98);
  });

  test('[SC3] never less than nothing, never outside its own interval, wider with every step', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: MIN_BUCKETS, maxLength: 250 }), (counts) => {
        let width = -1;
        for (const { expected, lower, upper } of points(counts, 12)) {
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(expected).toBeGreaterThanOrEqual(lower);
          expect(upper).toBeGreaterThanOrEqual(expected);
          expect(upper - expected).toBeGreaterThanOrEqual(width - 1e-6);
          width = upper - expected;
        }
      }),
      { numRuns: 50 },
    );
  });
});
