import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionRules, chooseRestrained, effectOf, isReleased, judgeAction } from './choose-restrained.ts';
import type { ForecastFigures } from './measure-forecasts.ts';

const figures = (n: number, beatsBaseline: boolean | null): ForecastFigures => ({
  calibration: { n, brier: 0.1, ece: 0.1, logLoss: null, bins: [] } as unknown as ForecastFigures['calibration'],
  baselineBrier: 0.2,
  beatsBaseline,
  precision: null,
  recall: null,
  leadTimeMs: null,
});
const rules: ActionRules = { actAbove: 0.7, maxShare: 0.25 };
const foreseen = (agentId: string, probability: number, pool: string | null = null) => ({
  predictionId: agentId,
  agentId,
  pool,
  probability,
});

describe('acting on predictions', () => {
  it.each([
    [null, 1_000, true, 'off'],
    [0.7, 199, true, 'too_few'],
    [0.7, 200, false, 'not_better'],
    [0.7, 200, null, 'not_better'],
    [0.7, 200, true, 'acting'],
  ] as const)('[FR7] a threshold of %s, %i scored, better %s: %s', (actAbove, n, better, state) => {
    expect(judgeAction({ actAbove, maxShare: 0.25 }, figures(n, better))).toBe(state);
  });

  it('[FR8] never holds more of a pool than its share, nor anybody twice, whoever was held before', () => {
    const agent = fc.record({
      at: fc.nat(30),
      pool: fc.constantFrom('a', 'b', null),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(agent, { selector: ({ at }) => at, maxLength: 30 }),
        fc.nat(4),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (agents, held, drawn) => {
          const active = new Map<string | null, number>();
          for (const { pool } of agents) active.set(pool, (active.get(pool) ?? 0) + 1);
          const open = agents.slice(0, held).map(({ at, pool }) => ({ agentId: `${at}`, pool, treated: true }));
          const acts = chooseRestrained({
            foreseen: agents.map(({ at, pool, probability }) => foreseen(`${at}`, probability, pool)),
            open,
            active,
            rules,
            random: () => drawn,
          });
          expect(acts.every(({ agentId, probability }) => probability >= 0.7 && !open.some((one) => one.agentId === agentId))).toBe(true);
          for (const [pool, count] of active) {
            const mine = acts.filter((one) => one.treated && one.pool === pool).length;
            const before = open.filter((one) => one.pool === pool).length;
            expect(mine + before).toBeLessThanOrEqual(Math.max(before, Math.floor(count * 0.25)));
          }
        },
      ),
    );
  });

  it('[FR8] one in five is left alone by lot; the most probable comes first', () => {
    const active = new Map([[null, 8]]);
    const all = ['a', 'b', 'c', 'd'].map((id, at) => foreseen(id, 0.7 + at / 20));
    const draw = (random: () => number) =>
      chooseRestrained({ foreseen: all, open: [], active, rules, random }).map((one) => [one.agentId, one.treated]);
    expect(draw(() => 0.5)).toEqual([
      ['d', true],
      ['c', true],
    ]);
    expect(draw(() => 0.1)).toEqual([
      ['d', false],
      ['c', false],
      ['b', false],
      ['a', false],
    ]);
  });

  it('[FR8] what is done is lifted when the danger is gone', () => {
    expect([
      isReleased(0.57, rules),
      isReleased(0.55, rules),
      isReleased(null, rules),
      isReleased(1, { ...rules, actAbove: null }),
    ]).toEqual([false, true, true, true]);
  });

  it('[FR9] the effect is a difference of shares with its interval, and nothing below thirty attempts', () => {
    const good = { acts: 10, attempts: 400, failures: 40 };
    expect(effectOf(good, { acts: 5, attempts: 29, failures: 20 })).toBeNull();
    const effect = effectOf(good, { acts: 5, attempts: 400, failures: 200 });
    expect(effect?.lowered).toBeCloseTo(0.4, 1);
    expect(effect?.interval[0]).toBeGreaterThan(0.3);
  });
});
