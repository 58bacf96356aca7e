import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import { Belief, type Outcome } from './belief.ts';
import { beliefStateSchema } from './belief-state.ts';
import { intervalCoverage } from './calibration.ts';

const QUESTION = { agent: 'ada', type: 'review', fit: 1, contract: true };
const OUTCOME: Outcome = { returned: true, verified: true, durationMs: 2_000, costUsd: 0.02, quality: 0.8 };

describe('belief', () => {
  it('[PR12] success is returning times passing the contract; without a contract, returning alone', () => {
    const belief = new Belief();
    for (let at = 0; at < 120; at += 1)
      belief.observe(QUESTION, { ...OUTCOME, returned: at % 4 !== 0, verified: at % 4 === 0 ? null : at % 2 === 0 }, at);
    const returned = belief.predict({ ...QUESTION, contract: false }).success;
    const verified = belief.predict(QUESTION).success;
    expect(returned.mean).toBeGreaterThan(0.68);
    expect(returned.mean).toBeLessThan(0.82);
    expect(verified.mean).toBeGreaterThan(0.18);
    expect(verified.mean).toBeLessThan(0.35);
    expect(verified.samples).toBe(90);
    expect(belief.expectMany([QUESTION.agent], QUESTION).means[0]).toBeCloseTo(verified.mean, 2);
  });

  it('[VO26] a verdict that comes later teaches what it would have taught at once', () => {
    const [atOnce, later] = [new Belief(), new Belief()];
    for (let at = 0; at < 60; at += 1) {
      const verified = at % 3 !== 0;
      atOnce.observe(QUESTION, { ...OUTCOME, verified }, at);
      later.observe(QUESTION, { ...OUTCOME, verified: null }, at);
      later.observe(QUESTION, { returned: null, verified, durationMs: null, costUsd: null, quality: null }, at);
    }
    expect(later.predict(QUESTION)).toEqual(atOnce.predict(QUESTION));
  });

  it('[PR13] 90 % of single durations and costs lie in their interval; quality stays a ratio', () => {
    const random = seededRandom(11);
    const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const belief = new Belief();
    const draw = (at: number) => ({
      ...OUTCOME,
      durationMs: Math.exp(8 + (at % 3) + 0.6 * noise()),
      costUsd: 0.01 * Math.exp(0.4 * noise()),
      quality: 0.95,
    });
    const agent = (at: number) => ({ ...QUESTION, agent: `a${at % 3}`, type: `t${at % 2}` });
    for (let at = 0; at < 600; at += 1) belief.observe(agent(at), draw(at), at);
    const durations = [];
    const costs = [];
    for (let at = 0; at < 600; at += 1) {
      const predicted = belief.predict(agent(at));
      const outcome = draw(at);
      durations.push({ ...predicted.durationMs, value: outcome.durationMs });
      costs.push({ ...predicted.costUsd, value: outcome.costUsd });
    }
    for (const scored of [durations, costs]) {
      const { coverage } = intervalCoverage(scored);
      expect(coverage).toBeGreaterThan(0.85);
      expect(coverage).toBeLessThan(0.95);
    }
    const { quality } = belief.predict(agent(0));
    expect(quality.mean).toBeGreaterThan(0.9);
    expect(quality.high).toBeLessThanOrEqual(1);
  });

  it('[PR14] what was not measured, or is no amount, teaches nothing', () => {
    const belief = new Belief();
    belief.observe(QUESTION, { returned: false, verified: null, durationMs: 5, costUsd: null, quality: null }, 0);
    belief.observe(QUESTION, { ...OUTCOME, verified: null, durationMs: Number.NaN, costUsd: -1, quality: null }, 0);
    const { durationMs, costUsd, quality } = belief.predict(QUESTION);
    expect([durationMs.samples, costUsd.samples, quality.samples]).toEqual([0, 0, 0]);
    expect(belief.state().verified.rows).toEqual([]);
    expect(belief.predict({ ...QUESTION, contract: false }).success.samples).toBe(2);
  });

  it('[PR15] a free task costs next to nothing', () => {
    const belief = new Belief();
    for (let at = 0; at < 60; at += 1) belief.observe(QUESTION, { ...OUTCOME, costUsd: 0 }, at);
    expect(belief.predict(QUESTION).costUsd.mean).toBeLessThan(0.0005);
    expect(belief.predict(QUESTION).costUsd.low).toBe(0);
  });

  it('[PR16] the whole belief survives JSON and its schema', () => {
    const belief = new Belief();
    for (let at = 0; at < 200; at += 1)
      belief.observe({ ...QUESTION, agent: `a${at % 4}` }, { ...OUTCOME, verified: at % 3 > 0, durationMs: 100 * (1 + (at % 4)) }, at);
    for (let round = 0; round < 10; round += 1) belief.refit(200);
    const restored = Belief.restore(beliefStateSchema.parse(JSON.parse(JSON.stringify(belief.state()))), 200);
    expect(restored.state().verified.rows).toEqual(belief.state().verified.rows);
    const question = { ...QUESTION, agent: 'a2' };
    expect(Math.abs(restored.predict(question).success.mean - belief.predict(question).success.mean)).toBeLessThan(0.02);
    expect(restored.predict(question).durationMs.mean / belief.predict(question).durationMs.mean).toBeCloseTo(1, 2);
  });
});
