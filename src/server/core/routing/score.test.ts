import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frugalScore, historyScore, learningScore, loadScore, safetyScore, scoreOf, specializationScore } from './score.ts';
import { COMPONENTS, mapWeights, percent } from './weights.ts';

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const weights = percent({ capability: 40, load: 25, predicted: 20, preference: 15 });
const components = fc.record({ capability: ratio, load: ratio, predicted: fc.option(ratio), preference: fc.option(ratio) });

describe('score', () => {
  it('[R10] a score is in [0, 1] and falls as load rises', () => {
    fc.assert(
      fc.property(components, fc.nat({ max: 20 }), fc.integer({ min: 1, max: 20 }), (known, inFlight, slots) => {
        const now = scoreOf(weights, { ...known, load: loadScore(inFlight, slots) });
        const busier = scoreOf(weights, { ...known, load: loadScore(inFlight + 1, slots) });
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1 + 1e-12);
        expect(busier).toBeLessThanOrEqual(now);
        if (inFlight < slots) expect(busier).toBeLessThan(now);
      }),
    );
  });

  it('[R11] a component that is not known gives its weight to the others', () => {
    expect(scoreOf(weights, { capability: 0.5, load: 0.5, predicted: null })).toBeCloseTo(0.5, 12);
    expect(scoreOf(weights, {})).toBe(0);
    const even = mapWeights(() => 1 / COMPONENTS.length);
    expect(scoreOf(even, { cost: 0.25, speed: 0.75 })).toBeCloseTo(0.5, 12);
  });

  it('[R12] history counts from five attempts on, and is never certain', () => {
    expect(historyScore(undefined)).toBeNull();
    expect(historyScore({ attempts: 4, successes: 4 })).toBeNull();
    expect(historyScore({ attempts: 5, successes: 5 })).toBeCloseTo(6 / 7);
    expect(historyScore({ attempts: 5, successes: 0 })).toBeCloseTo(1 / 7);
  });

  it('[R20] what is safe grows with evidence at the same rate, and stays below the rate', () => {
    expect(safetyScore({ attempts: 4, successes: 4 })).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 5, max: 50 }), (successes, failures) => {
        const few = safetyScore({ attempts: successes + failures, successes }) as number;
        const many = safetyScore({ attempts: 10 * (successes + failures), successes: 10 * successes }) as number;
        expect(few).toBeLessThan(many);
        expect(many).toBeLessThan(successes / (successes + failures));
      }),
    );
  });

  it('[R21] cost and time are held against the mean of the candidates: nothing is 1, the mean one half, more is less', () => {
    expect([frugalScore(0, 0), frugalScore(0, 2), frugalScore(2, 2)]).toEqual([1, 1, 0.5]);
    expect(frugalScore(6, 2)).toBe(0.25);
  });

  it('[R22] a specialist does little else and does it well', () => {
    const at = (attempts: number, successes: number, all: number) => specializationScore({ attempts, successes }, all) as number;
    expect(at(50, 45, 50)).toBeGreaterThan(at(50, 45, 200));
    expect(at(50, 45, 50)).toBeGreaterThan(at(50, 10, 50));
    expect(specializationScore(undefined, 4)).toBeNull();
    expect(specializationScore(undefined, 40)).toBe(0);
  });

  it('[R23] there is most to learn where a task is new and proficiency low', () => {
    expect(learningScore(1, 0.2)).toBeGreaterThan(learningScore(1, 0.9));
    expect(learningScore(1, 0.2)).toBeGreaterThan(learningScore(0.3, 0.2));
    expect(learningScore(0.4, null)).toBe(0.4);
  });
});
