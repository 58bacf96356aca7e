import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChoiceLimits, type ChoiceOptions, chooseAgent, DEFAULT_LIMITS } from './choose-agent.ts';
import { bestProbabilities, normalBelow } from './choose-probabilities.ts';
import { seededRandom } from './seeded-random.ts';

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
const options = (...pairs: [number, number][]): ChoiceOptions => ({
  utilities: Float64Array.from(pairs, ([utility]) => utility),
  deviations: Float64Array.from(pairs, ([, deviation]) => deviation),
});
/** The probability of every candidate, by position. */
const choiceProbabilities = (of: ChoiceOptions, limits: ChoiceLimits): Float64Array => {
  const { probabilityOf } = chooseAgent(of, limits, 0);
  return of.utilities.map((_, at) => probabilityOf(at));
};
const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const anyOptions = fc
  .array(fc.tuple(ratio, fc.double({ min: 0, max: 0.5, noNaN: true })), { minLength: 1, maxLength: 150 })
  .map((pairs) => options(...pairs));
const anyLimits: fc.Arbitrary<ChoiceLimits> = fc.record({
  curiosity: ratio,
  exploreShare: ratio,
  floorShare: ratio,
  extraUsd: fc.constant(null),
});

describe('choice of an agent', () => {
  it('[CH1] probabilities sum to 1, and everybody keeps the floor', () => {
    fc.assert(
      fc.property(anyOptions, anyLimits, (of, limits) => {
        const probabilities = choiceProbabilities(of, limits);
        expect(sum(probabilities)).toBeCloseTo(1, 9);
        const floor = limits.floorShare / of.utilities.length;
        for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(floor - 1e-12);
      }),
    );
  });

  it('[CH1] doubts too small for a double are none', () => {
    const limits = { curiosity: 7.4e-323, exploreShare: 0, floorShare: 0, extraUsd: null };
    const of = { utilities: Float64Array.from([0, 0]), deviations: Float64Array.from([0.37, 0]) };
    expect([...choiceProbabilities(of, limits)]).toEqual([0.5, 0.5]);
  });

  it('[CH2] the same draw makes the same choice; the propensity is the probability of the chosen one', () => {
    fc.assert(
      fc.property(anyOptions, anyLimits, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (of, limits, draw) => {
        const choice = chooseAgent(of, limits, draw);
        const { probabilityOf: _, ...same } = chooseAgent(of, limits, draw);
        expect(choice).toMatchObject(same);
        expect(choice.propensity).toBe(choice.probabilityOf(choice.chosen));
        expect(choice.propensity).toBeGreaterThan(0);
        expect(choice.explored).toBe(of.utilities[choice.chosen]! < of.utilities[choice.best]! - 1e-9);
      }),
    );
  });

  it('[CH3] over many draws, agents are chosen as often as logged', () => {
    const of = options([0.7, 0.1], [0.68, 0.2], [0.4, 0.3], [0.2, 0.05]);
    const random = seededRandom(9);
    const counts = new Float64Array(4);
    for (let at = 0; at < 20_000; at += 1) counts[chooseAgent(of, DEFAULT_LIMITS, random()).chosen]! += 1 / 20_000;
    for (const [at, probability] of choiceProbabilities(of, DEFAULT_LIMITS).entries())
      expect(Math.abs(counts[at]! - probability)).toBeLessThan(0.012);
  });

  it('[CH4] exploring never exceeds its share; equals share the choice', () => {
    fc.assert(
      fc.property(anyOptions, ratio, (of, exploreShare) => {
        const probabilities = choiceProbabilities(of, { curiosity: 1, exploreShare, floorShare: 0, extraUsd: null });
        const top = Math.max(...of.utilities);
        const exploring = probabilities.filter((_, at) => of.utilities[at]! < top - 1e-9);
        expect(sum(exploring)).toBeLessThanOrEqual(exploreShare + 1e-9);
      }),
    );
    const equal = choiceProbabilities(options([0.5, 0.2], [0.5, 0.2], [0.5, 0.2]), { ...DEFAULT_LIMITS, exploreShare: 0 });
    for (const probability of equal) expect(probability).toBeCloseTo(1 / 3, 6);
  });

  it('[CH5] what costs too much more than the best is neither explored nor floored; cheaper ones are', () => {
    const of = { ...options([0.6, 0.2], [0.59, 0.2], [0.58, 0.2], [0.57, 0.2]), costs: Float64Array.of(0.1, 0.5, 0.12, 0.01) };
    const probabilities = choiceProbabilities(of, { ...DEFAULT_LIMITS, extraUsd: 0.05 });
    expect(probabilities[1]).toBe(0);
    expect(probabilities[2]).toBeGreaterThan(DEFAULT_LIMITS.floorShare / 3);
    expect(probabilities[3]).toBeGreaterThan(DEFAULT_LIMITS.floorShare / 3);
    expect(sum(probabilities)).toBeCloseTo(1, 9);
    expect(choiceProbabilities(of, DEFAULT_LIMITS)[1]).toBeGreaterThan(0.01);
  });

  it('[CH6] a better outlook is never chosen less; without curiosity the best takes all but the floor', () => {
    fc.assert(
      fc.property(
        fc.array(ratio, { minLength: 2, maxLength: 40 }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (utilities, deviation) => {
          const probabilities = choiceProbabilities(options(...utilities.map((utility): [number, number] => [utility, deviation])), {
            ...DEFAULT_LIMITS,
            exploreShare: 1,
          });
          const order = [...utilities.keys()].sort((a, b) => utilities[a]! - utilities[b]!);
          for (let at = 1; at < order.length; at += 1)
            expect(probabilities[order[at]!]).toBeGreaterThanOrEqual(probabilities[order[at - 1]!]! - 1e-9);
        },
      ),
    );
    const greedy = choiceProbabilities(options([0.5, 0.3], [0.6, 0.3], [0.4, 0.3]), { ...DEFAULT_LIMITS, curiosity: 0, floorShare: 0 });
    expect([...greedy]).toEqual([0, 1, 0]);
  });

  it('[CH7] probabilities of being best agree with drawing, sharp beliefs beside vague ones included', () => {
    const means = Float64Array.of(0.6, 0.55, 0.5, 0.62);
    const deviations = Float64Array.of(0.1, 0.2, 0.3, 0.0005);
    const random = seededRandom(4);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const counts = new Float64Array(4);
    for (let at = 0; at < 40_000; at += 1) {
      const draws = means.map((mean, i) => mean + deviations[i]! * normal());
      counts[draws.indexOf(Math.max(...draws))]! += 1 / 40_000;
    }
    for (const [at, probability] of bestProbabilities(means, deviations).entries())
      expect(Math.abs(probability - counts[at]!)).toBeLessThan(0.03);
    expect(normalBelow(0)).toBeCloseTo(0.5, 6);
    expect(normalBelow(1.6448536)).toBeCloseTo(0.95, 6);
    expect([normalBelow(-9), normalBelow(9)]).toEqual([0, 1]);
  });

  it('[CH8] nobody to choose from is refused; one candidate gets the task', () => {
    expect(() => chooseAgent(options(), DEFAULT_LIMITS, 0.5)).toThrow(RangeError);
    expect(chooseAgent(options([0.2, 0]), DEFAULT_LIMITS, 0.999)).toMatchObject({ chosen: 0, explored: false });
  });

  it('[CH9] the best of ten thousand is found, and the others keep their floor', () => {
    const random = seededRandom(2);
    const many = options(...Array.from({ length: 10_000 }, (): [number, number] => [0.8 * random(), 0.02]));
    many.utilities[7_654] = 0.95;
    const probabilities = choiceProbabilities(many, DEFAULT_LIMITS);
    expect(probabilities[7_654]).toBeGreaterThan(0.98);
    expect(sum(probabilities)).toBeCloseTo(1, 9);
    expect(Math.min(...probabilities)).toBeCloseTo(DEFAULT_LIMITS.floorShare / 10_000, 12);
  });

  it('[CH12] like candidates are chosen as if each were compared alone', () => {
    const means = Float64Array.of(0.6, 0.6, 0.6, 0.58);
    const deviations = Float64Array.of(0.1, 0.1, 0.1, 0.15);
    const alone = bestProbabilities(means, deviations);
    const [together = 0, other = 0] = bestProbabilities(Float64Array.of(0.6, 0.58), Float64Array.of(0.1, 0.15), Float64Array.of(3, 1));
    expect(together).toBeCloseTo(alone[0]! + alone[1]! + alone[2]!, 9);
    expect(other).toBeCloseTo(alone[3]!, 9);
    // Five hundred of whom nothing is known: nobody is left to its floor because of its position.
    const equal = choiceProbabilities(options(...Array.from({ length: 500 }, (): [number, number] => [0.5, 0.2])), DEFAULT_LIMITS);
    for (const probability of equal) expect(probability).toBeCloseTo(1 / 500, 9);
  });

  it('[CH13] a candidate with utility -Infinity is none', () => {
    const of = options([Number.NEGATIVE_INFINITY, 0.2], [0.4, 0.2], [0.5, 0.2]);
    const probabilities = choiceProbabilities(of, DEFAULT_LIMITS);
    expect(probabilities[0]).toBe(0);
    expect(sum(probabilities)).toBeCloseTo(1, 9);
    for (let step = 0; step < 200; step += 1) expect(chooseAgent(of, DEFAULT_LIMITS, step / 200).chosen).not.toBe(0);
    expect(() => chooseAgent(options([Number.NEGATIVE_INFINITY, 0]), DEFAULT_LIMITS, 0.5)).toThrow(RangeError);
  });
});
