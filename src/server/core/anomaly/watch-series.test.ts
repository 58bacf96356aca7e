import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import { SortedWindow } from './sorted-window.ts';
import { tailSurprise } from './tail-surprise.ts';
import { watchSeries } from './watch-series.ts';

const PROBATION = 150;
const random = seededRandom(5);
const noise = () => random() + random() + random() - 1.5;
const season = (length: number) => Array.from({ length }, (_, at) => 100 + 20 * Math.sin((2 * Math.PI * at) / 48) + noise());
const alertsOf = (values: readonly number[], probation = PROBATION) => {
  const watch = watchSeries({ probation });
  return values.flatMap((value, at) => (watch.observe(value).alert ? [at] : []));
};

describe('surprise', () => {
  it('[AN1] grows with the distance, is counted within the history and extended beyond it', () => {
    const seen = new SortedWindow(1_000);
    for (let at = 0; at < 1_000; at += 1) seen.add(Math.abs(noise()));
    expect(tailSurprise(seen, seen.quantile(0.5))).toBeCloseTo(Math.log10(2), 2);
    const beyond = [0, 0.5, 1, 1.4, 2, 5, 50].map((distance) => tailSurprise(seen, distance));
    expect(beyond).toEqual([...beyond].sort((left, right) => left - right));
    expect(beyond.at(-1)).toBeGreaterThan(8);
  });

  it('[AN1] a window keeps the newest in order, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.integer({ min: 1, max: 9 }), (values, size) => {
        const window = new SortedWindow(size);
        for (const value of values) window.add(value);
        expect(window.sorted).toEqual(values.slice(-size).sort((left, right) => left - right));
      }),
    );
  });
});

describe('a watched series', () => {
  it.each<[string, (values: number[], at: number) => void]>([
    ['a spike', (values, at) => values.splice(at, 1, 250)],
    ['an outage', (values, at) => values.splice(at, 10, ...Array<number>(10).fill(0))],
    ['a shift', (values, at) => values.splice(at, values.length - at, ...values.slice(at).map((value) => value + 60))],
    ['a value that is usual, at the wrong time of day', (values, at) => values.splice(at, 6, 120, 80, 120, 80, 120, 80)],
  ])('[AN2] %s is seen soon after it began', (_, spoil) => {
    const values = season(900);
    spoil(values, 700);
    const first = alertsOf(values).find((at) => at >= 690);
    expect(first).toBeGreaterThanOrEqual(700);
    expect(first).toBeLessThan(712);
  });

  it('[AN3] no look-ahead: what is said of a value does not depend on what follows', () => {
    const values = season(400);
    const judge = (series: readonly number[]) => {
      const watch = watchSeries({ probation: PROBATION });
      return series.map((value) => watch.observe(value));
    };
    expect(judge(values).slice(0, 300)).toEqual(judge([...values.slice(0, 300), 1e6, 0, -1e6]).slice(0, 300));
  });

  it('[AN4] nothing is said in the probation, and once in a quiet time', () => {
    const values = season(400);
    for (let at = 60; at < 140; at += 20) values[at] = 1e4;
    expect(alertsOf(values).filter((at) => at < PROBATION)).toEqual([]);
    const wild = season(600).map((value, at) => (at >= 300 && at % 2 === 0 ? value + 100 * (at - 290) : value));
    const alerts = alertsOf(wild);
    expect(alerts.length).toBeGreaterThan(1);
    for (const [at, index] of alerts.entries()) expect(index - (alerts[at - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(15);
  });

  it('[AN5] a calm series stays calm: hardly an alert in two thousand values of noise, none where nothing moves', () => {
    expect(alertsOf(Array.from({ length: 2_000 }, noise)).length).toBeLessThanOrEqual(2);
    expect(alertsOf(Array<number>(500).fill(7))).toEqual([]);
  });

  it('[AN6] units do not matter, and no finite series breaks it', () => {
    const values = season(500);
    values[400] = 400;
    expect(alertsOf(values.map((value) => value * 1_024))).toEqual(alertsOf(values));
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 80, maxLength: 120 }), (wild) => {
        const watch = watchSeries({ probation: 10 });
        for (const value of wild) {
          const { surprise, bar } = watch.observe(value);
          expect(surprise >= 0 && surprise <= 8 && Number.isFinite(bar)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});
