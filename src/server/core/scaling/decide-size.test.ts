import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideSize, type PoolSituation } from './decide-size.ts';
import type { ArrivalForecast } from './forecast-arrivals.ts';
import { freeNumbers, memberNumber } from './pool.ts';
import { shareGates } from './share-gates.ts';
import { adviseTier } from './tiers.ts';

const calm: PoolSituation = {
  min: 0,
  max: 10,
  slots: 4,
  size: 2,
  failing: 0,
  inFlight: 3,
  waiting: 0,
  meanDurationMs: 900_000,
  forecast: null,
  sinceScaledMs: null,
  idleMs: null,
  cooldownMs: 180_000,
};
const expecting = (upper: number, expected = upper): ArrivalForecast => ({
  kind: 'forecast',
  buckets: 100,
  seasonal: false,
  error: 1,
  points: [1, 2].map((step) => ({ step, expected, lower: expected, upper })),
});
const anyPool: fc.Arbitrary<PoolSituation> = fc
  .record({
    range: fc.tuple(fc.nat(10), fc.nat(10)),
    slots: fc.integer({ min: 1, max: 12 }),
    size: fc.nat(25),
    failing: fc.nat(5),
    inFlight: fc.nat(200),
    waiting: fc.nat(200),
    meanDurationMs: fc.option(fc.double({ min: 1, max: 1e7, noNaN: true }), { nil: null }),
    forecast: fc.option(
      fc.nat(500).map((upper) => expecting(upper)),
      { nil: null },
    ),
    idleMs: fc.option(fc.nat(1e6), { nil: null }),
  })
  .map(({ range: [min, more], ...pool }) => ({
    ...calm,
    ...pool,
    failing: Math.min(pool.size, pool.failing),
    min,
    max: Math.max(1, min + more),
  }));

describe('size of a pool', () => {
  test.each([
    ['work that fits', {}, 'maintain', 2],
    ['more work than three quarters of the slots', { waiting: 6 }, 'scale_up', 3],
    ['work for more than the most', { waiting: 900 }, 'scale_up', 10],
    ['nobody there and somebody waiting', { size: 0, inFlight: 0, waiting: 1 }, 'scale_up', 1],
    ['hardly any work', { size: 5, inFlight: 1 }, 'scale_down', 1],
    ['no work, for long', { inFlight: 0, idleMs: 200_000 }, 'scale_down', 0],
    ['no work, for a moment', { inFlight: 0, idleMs: 1_000 }, 'maintain', 2],
    ['no work, but a least', { inFlight: 0, min: 1 }, 'scale_down', 1],
    ['fewer than the least', { size: 0, inFlight: 0, min: 2 }, 'scale_up', 2],
    ['more than the most', { size: 12, inFlight: 40 }, 'scale_down', 10],
    ['arrivals to come', { size: 1, inFlight: 1, forecast: expecting(12) }, 'scale_up', 4],
    ['arrivals to come, for nobody yet', { size: 0, inFlight: 0, forecast: expecting(3) }, 'scale_up', 1],
    ['idle, but arrivals to come', { size: 4, inFlight: 0, forecast: expecting(11) }, 'maintain', 4],
    ['a moment after a change', { waiting: 6, sinceScaledMs: 1_000 }, 'maintain', 2],
    ['work that fits, but one member may fail', { failing: 1, inFlight: 4 }, 'scale_up', 3],
    ['no work, and one member may fail', { failing: 1, inFlight: 0, idleMs: 200_000 }, 'scale_down', 0],
    ['as large as it may be, and one member may fail', { failing: 1, inFlight: 4, max: 2 }, 'maintain', 2],
    ['nobody there and somebody waiting, a moment after a change', { size: 0, inFlight: 0, waiting: 1, sinceScaledMs: 1 }, 'scale_up', 1],
  ] as const)('[SC4] %s', (_, change, action, target) => {
    const decision = decideSize({ ...calm, ...change });
    expect([decision.action, decision.target]).toEqual([action, target]);
    expect(decision.reasons.length).toBeGreaterThan(0);
  });

  test('[SC4] says what made it decide', () => {
    expect(decideSize({ ...calm, size: 0, inFlight: 0, waiting: 1 }).trigger).toBe('emergency');
    expect(decideSize({ ...calm, size: 1, inFlight: 1, forecast: expecting(12) }).trigger).toBe('predictive');
    const replaced = decideSize({ ...calm, failing: 1, inFlight: 4 });
    expect([replaced.trigger, replaced.reasons[0]]).toEqual(['predictive', '1 member is predicted to fail: others are made ready.']);
    const unknown = { kind: 'not_enough_data', buckets: 3, needed: 10 } as const;
    expect(decideSize({ ...calm, forecast: unknown }).reasons).toContain('No forecast: 3 of 10 quarter hours are measured.');
  });

  test('[SC5] stays between least and most, and a size that was just reached is kept', () => {
    fc.assert(
      fc.property(anyPool, (pool) => {
        const { action, target } = decideSize(pool);
        expect(action).toBe(target > pool.size ? 'scale_up' : target < pool.size ? 'scale_down' : 'maintain');
        if (action === 'maintain') return;
        expect(target).toBeGreaterThanOrEqual(pool.min);
        expect(target).toBeLessThanOrEqual(pool.max);
        // Nothing in the situation changed but the size: without any cooldown there is nothing left to do.
        expect(decideSize({ ...pool, size: target, sinceScaledMs: null }).action).toBe('maintain');
      }),
    );
  });
});

describe('shares and names', () => {
  const gate = (key: string, waiting: number, ...fits: string[]) => ({ key, waiting, oldestAt: waiting, fits: new Set(fits) });
  const offer = (id: string, costUsd: number | null, room = 1) => ({ id, name: id, costUsd, room });

  test("[SC6] every gate is one pool's: the cheapest that may grow", () => {
    const shares = shareGates(
      [gate('g1', 3, 'cheap', 'dear'), gate('g2', 2, 'dear'), gate('g3', 1, 'full', 'dear'), gate('g4', 5)],
      [offer('dear', 2), offer('cheap', 1), offer('full', 0, 0)],
    );
    expect(Object.fromEntries(shares)).toEqual({
      cheap: { waiting: 3, oldestAt: 3, gates: ['g1'] },
      dear: { waiting: 3, oldestAt: 1, gates: ['g2', 'g3'] },
    });
    expect([...shareGates([gate('g', 1, 'full')], [offer('full', 0, 0)]).keys()]).toEqual(['full']);
  });

  test('[SC6] members are numbered without gaps and known by their names', () => {
    expect(freeNumbers([1, 3], 3)).toEqual([2, 4, 5]);
    expect(['pool #3', 'pool #x', 'pool 3', 'pool #'].map((name) => memberNumber({ name: 'pool' }, name))).toEqual([3, null, null, null]);
  });

  test.each([
    ['standard', 0.9, 'heavy'],
    ['standard', 0.5, 'standard'],
    ['standard', 0.3, 'light'],
    ['light', 0, 'light'],
    ['enterprise', 1, 'enterprise'],
    ['heavy', null, 'heavy'],
  ] as const)('[SC7] a %s pool used %s is advised %s', (tier, use, advised) => {
    expect(adviseTier(tier, use)).toBe(advised);
  });
});
