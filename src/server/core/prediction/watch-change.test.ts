import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import { binomialEvidence } from './evidence.ts';
import { watchChange } from './watch-change.ts';

describe('change watch', () => {
  it('[PR22] a drop from 0.9 to 0.3 is believed after a few outcomes, a rise too', () => {
    const delay = (predicted: number, actual: number, seed: number) => {
      const random = seededRandom(seed);
      const watch = { drop: 0, rise: 0 };
      for (let at = 1; at < 1_000; at += 1) if (watchChange(watch, predicted, random() < actual)) return at;
      return 1_000;
    };
    for (let seed = 1; seed <= 20; seed += 1) {
      expect(delay(0.9, 0.3, seed)).toBeLessThan(30);
      expect(delay(0.3, 0.9, seed)).toBeLessThan(30);
    }
  });

  it('[PR23] without a change it is believed about once in a thousand outcomes at most', () => {
    const random = seededRandom(1);
    for (const p of [0.5, 0.8, 0.97]) {
      const watch = { drop: 0, rise: 0 };
      let alarms = 0;
      for (let at = 0; at < 20_000; at += 1) alarms += Number(watchChange(watch, p, random() < p));
      expect(alarms).toBeLessThan(20);
    }
  });

  it('[PR24] evidence moves the prior to mean and variance of the exact posterior', () => {
    const prior = { mean: 0.5, variance: 1 };
    const evidence = binomialEvidence(5, 0, prior);
    const density = (x: number) => Math.exp(5 * x - 5 * Math.log1p(Math.exp(x)) - (x - prior.mean) ** 2 / 2);
    const grid = Array.from({ length: 4_001 }, (_, at) => -10 + at * 0.005);
    const mass = grid.reduce((sum, x) => sum + density(x), 0);
    const mean = grid.reduce((sum, x) => sum + x * density(x), 0) / mass;
    const variance = grid.reduce((sum, x) => sum + (x - mean) ** 2 * density(x), 0) / mass;
    const precision = evidence.precision + 1 / prior.variance;
    expect(1 / precision).toBeCloseTo(variance, 2);
    expect((evidence.precision * evidence.value + prior.mean / prior.variance) / precision).toBeCloseTo(mean, 2);
    expect(binomialEvidence(0, 0, prior).precision).toBe(0);
  });
});
