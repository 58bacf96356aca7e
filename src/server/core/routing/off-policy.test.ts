import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateOffPolicy, type LoggedChoice, MIN_EFFECTIVE_SAMPLES } from './off-policy.ts';
import { seededRandom } from './seeded-random.ts';

interface World {
  /** Success probability per agent. */
  truth: number[];
  /** Logging and target policy: probabilities per agent. */
  logging: number[];
  target: number[];
}

function draw(probabilities: number[], random: () => number): number {
  let left = random();
  const at = probabilities.findIndex((probability) => {
    left -= probability;
    return left < 0;
  });
  return at < 0 ? probabilities.length - 1 : at;
}

/** Logs `n` decisions of a world; the model knows each agent's success up to `bias`. */
function logOf({ truth, logging, target }: World, { n, seed, bias = 0 }: { n: number; seed: number; bias?: number }): LoggedChoice[] {
  const random = seededRandom(seed);
  const guess = (agent: number) => (truth[agent] as number) + bias;
  return Array.from({ length: n }, () => {
    const agent = draw(logging, random);
    return {
      propensity: logging[agent] as number,
      target: target[agent] as number,
      reward: random() < (truth[agent] as number) ? 1 : 0,
      predicted: guess(agent),
      predictedTarget: target.reduce((sum, probability, other) => sum + probability * guess(other), 0),
    };
  });
}

const WORLD: World = { truth: [0.9, 0.5, 0.2], logging: [0.2, 0.6, 0.2], target: [0.8, 0.1, 0.1] };
const VALUE = 0.8 * 0.9 + 0.1 * 0.5 + 0.1 * 0.2;

describe('off-policy estimate', () => {
  test('[WI1] every estimate of another policy covers its true value about as often as it says', () => {
    const covered = { importance: 0, selfNormalised: 0, doublyRobust: 0 };
    const worlds = 200;
    for (let seed = 1; seed <= worlds; seed += 1) {
      const found = estimateOffPolicy(logOf(WORLD, { n: 400, seed, bias: 0.1 }));
      for (const key of ['importance', 'selfNormalised', 'doublyRobust'] as const) {
        const value = found[key];
        if (value !== null && value.low <= VALUE && VALUE <= value.high) covered[key] += 1;
      }
    }
    for (const hits of Object.values(covered)) expect(hits / worlds).toBeGreaterThan(0.88);
  });

  test('[WI1] the policy that made the log is worth what was logged', () => {
    const log = logOf({ ...WORLD, target: WORLD.logging }, { n: 300, seed: 7 });
    const { logged, importance, selfNormalised, effectiveSamples } = estimateOffPolicy(log);
    expect(effectiveSamples).toBeCloseTo(300, 6);
    expect(importance?.mean).toBeCloseTo(logged?.mean ?? -1, 9);
    expect(selfNormalised?.mean).toBeCloseTo(logged?.mean ?? -1, 9);
  });

  test('[WI2] a log that says too little about the policy gives no number', () => {
    const log = logOf({ ...WORLD, logging: [0.01, 0.98, 0.01], target: [1, 0, 0] }, { n: 200, seed: 3 });
    const found = estimateOffPolicy(log);
    expect(found.effectiveSamples).toBeLessThan(MIN_EFFECTIVE_SAMPLES);
    expect(found).toMatchObject({ enough: false, importance: null, selfNormalised: null, doublyRobust: null });
    expect(estimateOffPolicy([])).toMatchObject({ samples: 0, logged: null, enough: false });
  });

  test('[WI2] without a model there is no doubly robust estimate, and the others stand', () => {
    const log = logOf(WORLD, { n: 300, seed: 5 }).map((choice) => ({ ...choice, predicted: null }));
    const found = estimateOffPolicy(log);
    expect(found.doublyRobust).toBeNull();
    expect(found.selfNormalised).not.toBeNull();
  });

  test('[WI2] a weight above the cap is cut and counted, and a propensity of 0 is refused', () => {
    const log = logOf({ ...WORLD, logging: [0.02, 0.49, 0.49], target: [0.5, 0.25, 0.25] }, { n: 2_000, seed: 9 });
    expect(estimateOffPolicy(log, 5).clipped).toBeGreaterThan(0);
    expect(() => estimateOffPolicy([{ propensity: 0, target: 1, reward: 1, predicted: null, predictedTarget: null }])).toThrow(RangeError);
  });

  test('[WI1] estimates are shares with their interval around them', () => {
    const choice = fc.record({
      propensity: fc.double({ min: 0.01, max: 1, noNaN: true }),
      target: fc.double({ min: 0, max: 1, noNaN: true }),
      reward: fc.double({ min: 0, max: 1, noNaN: true }),
      predicted: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      predictedTarget: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 200 }), (log) => {
        const { logged, importance, selfNormalised, doublyRobust, clipped } = estimateOffPolicy(log);
        for (const value of [logged, importance, selfNormalised, doublyRobust]) {
          if (value === null) continue;
          expect(value.low).toBeLessThanOrEqual(value.mean);
          expect(value.mean).toBeLessThanOrEqual(value.high);
          expect(value.low).toBeGreaterThanOrEqual(0);
          expect(value.high).toBeLessThanOrEqual(1);
        }
        expect(clipped).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});
