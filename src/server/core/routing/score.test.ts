import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToScore, COMPONENTS, historyScore, loadScore, partialScore, scoreOf, WEIGHTS } from './score.ts';

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const components = fc.record({ capability: ratio, load: ratio, history: fc.option(ratio), preference: fc.option(ratio) });

describe('score', () => {
  it('[R9] the weights are positive and sum to 1', () => {
    expect(COMPONENTS.map((component) => WEIGHTS[component]).every((weight) => weight > 0)).toBe(true);
    expect(COMPONENTS.reduce((sum, component) => sum + WEIGHTS[component], 0)).toBeCloseTo(1, 12);
  });

  it('[R10] a score is in [0, 1] and falls as load rises', () => {
    fc.assert(
      fc.property(components, fc.nat({ max: 20 }), fc.integer({ min: 1, max: 20 }), (known, inFlight, slots) => {
        const now = scoreOf({ ...known, load: loadScore(inFlight, slots) });
        const busier = scoreOf({ ...known, load: loadScore(inFlight + 1, slots) });
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1 + 1e-12);
        expect(busier).toBeLessThanOrEqual(now);
        if (inFlight < slots) expect(busier).toBeLessThan(now);
      }),
    );
  });

  it('[R11] a component that is not known gives its weight to the others', () => {
    expect(scoreOf({ capability: 0.5, load: 0.5, history: null, preference: null })).toBeCloseTo(0.5, 12);
    expect(scoreOf({ capability: null, load: null, history: null, preference: null })).toBe(0);
    fc.assert(
      fc.property(components, (known) => {
        const { load, ...rest } = known;
        expect(addToScore(partialScore(rest), WEIGHTS.load, load)).toBeCloseTo(scoreOf(known), 12);
      }),
    );
  });

  it('[R12] history counts from five attempts on, and is never certain', () => {
    expect(historyScore(undefined)).toBeNull();
    expect(historyScore({ attempts: 4, successes: 4 })).toBeNull();
    expect(historyScore({ attempts: 5, successes: 5 })).toBeCloseTo(6 / 7);
    expect(historyScore({ attempts: 5, successes: 0 })).toBeCloseTo(1 / 7);
  });
});
