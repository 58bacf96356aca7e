import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAgent, DEFAULT_LIMITS } from '../routing/choose-agent.ts';
import { seededRandom } from '../routing/seeded-random.ts';
import { successStateSchema } from './belief-state.ts';
import { SuccessBelief } from './success-belief.ts';

const DAY = 24 * 3_600_000;

function observeMany(belief: SuccessBelief, of: { agent: string; type: string; successes: number; failures: number }, now = 0): void {
  const { agent, type, successes, failures } = of;
  const total = successes + failures;
  // Evenly mixed, so that no order looks like a change.
  for (let at = 0; at < total; at += 1) {
    const success = Math.floor(((at + 1) * successes) / total) > Math.floor((at * successes) / total);
    belief.observe({ agent, type, fit: 1 }, success, now);
  }
}

/** Routes tasks of one type after another, as the dispatcher would. */
class Arena {
  readonly belief = new SuccessBelief();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** @returns how many tasks each agent got */
  run(tasks: number, agents: Readonly<Record<string, number>>, types = 4): Record<string, number> {
    const names = Object.keys(agents);
    const counts: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
    for (let task = 0; task < tasks; task += 1) {
      const type = `type-${Math.floor(this.#random() * types)}`;
      const means = new Float64Array(names.length);
      const deviations = new Float64Array(names.length);
      this.belief.expectMany(type, { agents: names, fits: names.map(() => 1) }, { means, deviations });
      const { chosen } = chooseAgent({ utilities: means, deviations }, DEFAULT_LIMITS, this.#random());
      const agent = names[chosen]!;
      counts[agent]! += 1;
      this.belief.observe({ agent, type, fit: 1 }, this.#random() < agents[agent]!, task * 60_000);
    }
    return counts;
  }
}

const AT = { agent: 'ada', type: 'review', fit: 1 };

describe('success belief', () => {
  it('[PR1] the prediction is a probability inside its interval, and "enough" begins at 30 samples', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (successes, failures) => {
        const belief = new SuccessBelief();
        observeMany(belief, { ...AT, successes, failures });
        const { mean, low, high, samples, enough } = belief.predict(AT);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(mean);
        expect(mean).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
        expect(enough).toBe(samples >= 30);
      }),
      { numRuns: 40 },
    );
    const belief = new SuccessBelief();
    observeMany(belief, { ...AT, successes: 20, failures: 9 });
    expect(belief.predict(AT)).toMatchObject({ samples: 29, enough: false });
    belief.observe(AT, true, 0);
    expect(belief.predict(AT)).toMatchObject({ samples: 30, enough: true });
  });

  it('[PR2] more successes never lower the prediction, more evidence narrows it', () => {
    const predict = (successes: number, failures: number) => {
      const belief = new SuccessBelief();
      observeMany(belief, { ...AT, successes, failures });
      belief.refit(0);
      return belief.predict(AT);
    };
    const means = [0, 4, 8, 12, 16, 20].map((successes) => predict(successes, 20 - successes).mean);
    expect(means).toEqual([...means].sort((a, b) => a - b));
    const widths = [1, 4, 16, 50].map((n) => predict(3 * n, n)).map(({ low, high }) => high - low);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  it('[PR3] an agent is known at a type it never met by its record at others, and a type by the other agents', () => {
    const belief = new SuccessBelief();
    for (const type of ['a', 'b', 'c']) {
      observeMany(belief, { agent: 'strong', type, successes: 28, failures: 2 });
      observeMany(belief, { agent: 'weak', type, successes: 8, failures: 22 });
    }
    observeMany(belief, { agent: 'other', type: 'hard', successes: 3, failures: 27 });
    observeMany(belief, { agent: 'other', type: 'easy', successes: 27, failures: 3 });
    const mean = (agent: string, type: string) => belief.predict({ agent, type, fit: 1 }).mean;
    expect(mean('strong', 'new')).toBeGreaterThan(mean('weak', 'new') + 0.15);
    expect(mean('newcomer', 'easy')).toBeGreaterThan(mean('newcomer', 'hard') + 0.15);
    expect(belief.predict({ agent: 'strong', type: 'new', fit: 1 })).toMatchObject({ samples: 0, enough: false });
  });

  it('[PR4] specialists are told from talents', () => {
    const learn = (rate: (agent: number, type: number) => number) => {
      const belief = new SuccessBelief();
      const random = seededRandom(5);
      for (let task = 0; task < 900; task += 1) {
        const [agent, type] = [Math.floor(random() * 6), Math.floor(random() * 6)];
        belief.observe({ agent: `a${agent}`, type: `t${type}`, fit: 1 }, random() < rate(agent, type), 0);
      }
      return belief.specialisation;
    };
    expect(learn((agent, type) => (agent === type ? 0.95 : 0.3))).toBeGreaterThan(0.8);
    expect(learn((agent) => 0.15 + 0.15 * agent)).toBeLessThan(0.2);
  });

  it('[PR5] capabilities that cover a task raise the expectation of an unknown agent, and lose that where they mean nothing', () => {
    const belief = new SuccessBelief();
    const lift = () =>
      belief.expect({ agent: 'new', type: 'any', fit: 1 }).mean - belief.expect({ agent: 'new', type: 'any', fit: 0 }).mean;
    const before = lift();
    expect(before).toBeGreaterThan(0.1);
    for (let at = 0; at < 600; at += 1) {
      belief.observe({ agent: `a${at % 20}`, type: `t${at % 3}`, fit: at % 2 }, Math.floor(at / 20) % 2 === 0, 0);
    }
    expect(lift()).toBeLessThan(before / 2);
  });

  it('[PR6] outcomes count half after the half-life, and the interval widens', () => {
    const belief = new SuccessBelief({ halfLifeMs: 10 * DAY, capacity: 1_000 });
    observeMany(belief, { ...AT, successes: 60, failures: 20 });
    const fresh = belief.predict(AT);
    belief.refit(10 * DAY);
    const old = belief.predict(AT);
    expect(fresh.samples).toBe(80);
    expect(old.samples).toBe(40);
    expect(old.high - old.low).toBeGreaterThan(fresh.high - fresh.low);
  });

  it('[PR7] a record holds at most its capacity', () => {
    const belief = new SuccessBelief({ halfLifeMs: DAY, capacity: 50 });
    observeMany(belief, { ...AT, successes: 300, failures: 100 });
    expect(belief.predict(AT).samples).toBe(50);
  });

  it('[PR8] the state survives JSON and its schema; what is restored predicts the same', () => {
    const random = seededRandom(3);
    const belief = new SuccessBelief();
    for (let at = 0; at < 500; at += 1) {
      const agent = `a${Math.floor(random() * 5)}`;
      belief.observe({ agent, type: `t${Math.floor(random() * 4)}`, fit: 1 }, random() < 0.2 + 0.15 * Number(agent[1]), at);
    }
    for (let round = 0; round < 10; round += 1) belief.refit(500);
    const state = successStateSchema.parse(JSON.parse(JSON.stringify(belief.state())));
    const restored = SuccessBelief.restore(state, 500);
    expect(restored.state().rows).toEqual(belief.state().rows);
    for (const agent of ['a0', 'a3', 'new']) {
      const question = { agent, type: 't1', fit: 1 };
      expect(Math.abs(restored.predict(question).mean - belief.predict(question).mean)).toBeLessThan(0.02);
      expect(Math.abs(restored.expect(question).deviation - belief.expect(question).deviation)).toBeLessThan(0.02);
    }
  });

  it.each([1, 2, 3, 4, 5])('[PR9] a new best agent without history is found (seed %i)', (seed) => {
    const arena = new Arena(seed);
    const fleet = { a: 0.5, b: 0.6, c: 0.65 };
    arena.run(300, fleet);
    arena.run(600, { ...fleet, best: 0.95 });
    expect(arena.run(100, { ...fleet, best: 0.95 }).best).toBeGreaterThanOrEqual(70);
  });

  it('[PR9] who joins a known fleet is a newcomer until it is known itself, also after a restart; who was there from the start is none', () => {
    const belief = new SuccessBelief();
    observeMany(belief, { agent: 'shy', type: 't', successes: 1, failures: 0 });
    for (const agent of ['a', 'b', 'c']) observeMany(belief, { agent, type: 't', successes: 60, failures: 40 });
    expect(belief.state().newcomers).toBeUndefined();
    observeMany(belief, { agent: 'late', type: 't', successes: 1, failures: 0 });
    expect(belief.state().newcomers).toEqual(['late']);
    const doubt = (of: SuccessBelief, agent: string) => of.expect({ agent, type: 't', fit: 1 }).deviation;
    expect(doubt(belief, 'late')).toBeGreaterThan(2 * doubt(belief, 'shy'));
    const restored = SuccessBelief.restore(successStateSchema.parse(JSON.parse(JSON.stringify(belief.state()))), 0);
    expect(doubt(restored, 'late')).toBeGreaterThan(2 * doubt(restored, 'shy'));
    observeMany(belief, { agent: 'late', type: 't', successes: 20, failures: 10 });
    expect(belief.state().newcomers).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 5])('[PR10] an agent that silently degrades loses its traffic within 200 tasks (seed %i)', (seed) => {
    const arena = new Arena(seed);
    arena.run(800, { good: 0.95, second: 0.8, third: 0.7 });
    expect(arena.run(100, { good: 0.95, second: 0.8, third: 0.7 }).good).toBeGreaterThanOrEqual(70);
    arena.run(200, { good: 0.3, second: 0.8, third: 0.7 });
    expect(arena.run(100, { good: 0.3, second: 0.8, third: 0.7 }).good).toBeLessThanOrEqual(10);
  });

  it.each([1, 2, 3, 4, 5])('[PR11] a lying agent loses 90 %% of its traffic within 50 verified tasks (seed %i)', (seed) => {
    const arena = new Arena(seed);
    const honest = { honest: 0.75, other: 0.7, third: 0.6 };
    arena.run(500, { ...honest, liar: 0.95 }, 1);
    const before = arena.run(200, { ...honest, liar: 0.95 }, 1).liar! / 200;
    expect(before).toBeGreaterThan(0.5);
    arena.run(50, { ...honest, liar: 0 }, 1);
    expect(arena.run(200, { ...honest, liar: 0 }, 1).liar! / 200).toBeLessThanOrEqual(before / 10);
  });
});
