import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRATEGY_WEIGHTS } from '@/server/core/routing/strategies.ts';
import { COMPONENTS } from '@/server/core/routing/weights.ts';
import { setPercent, toPercents, toWeights } from './balance-weights.ts';

const sumOf = (percents: object) => Object.values(percents).reduce((sum: number, each: number) => sum + each, 0);

describe('balancing weights', () => {
  it('[RP14] whatever is moved, the sum stays 100, nothing is below 0, and what was moved has what it was given', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(STRATEGY_WEIGHTS)),
        fc.array(fc.tuple(fc.constantFrom(...COMPONENTS), fc.integer({ min: -5, max: 105 })), { maxLength: 20 }),
        (weights, moves) => {
          let percents = toPercents(weights);
          for (const [component, value] of moves) {
            percents = setPercent(percents, component, value);
            expect(sumOf(percents)).toBe(100);
            expect(percents[component]).toBe(Math.min(100, Math.max(0, value)));
            expect(Math.min(...Object.values(percents))).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it('[RP14] the weights of every strategy come back as they were', () => {
    for (const weights of Object.values(STRATEGY_WEIGHTS)) expect(toWeights(toPercents(weights))).toEqual(weights);
  });

  it('[RP14] a weight of 0 stays 0 while others can give', () => {
    const next = setPercent(toPercents(STRATEGY_WEIGHTS.load_balanced), 'load', 30);
    expect([next.persona, next.capability]).toEqual([0, 28]);
  });
});
