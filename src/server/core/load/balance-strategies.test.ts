import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseStrategy, LOAD_STRATEGIES, type LoadCandidate, orderByLoad } from './balance-strategies.ts';

const candidate = (id: string, more: Partial<LoadCandidate> = {}): LoadCandidate => ({
  id,
  load: 0.5,
  held: 1,
  proficiency: 0.5,
  successRate: null,
  meanDurationMs: null,
  ...more,
});

/** One agent for every taste. */
const fleet = [
  candidate('a-turn', { load: 0.5 }),
  candidate('b-idle', { load: 0.31 }),
  candidate('c-skilled', { load: 0.6, proficiency: 1 }),
  candidate('d-fast', { load: 0.6, successRate: 1, meanDurationMs: 10 }),
  candidate('e-slow', { load: 0.4, successRate: 0.9, meanDurationMs: 1_000 }),
];
const first = (strategy: (typeof LOAD_STRATEGIES)[number], turn = 0) =>
  orderByLoad(strategy, { candidates: fleet, turn, priority: 'medium' }).order[0]?.id;

const anyFleet = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    load: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: null }),
    held: fc.nat(5),
    proficiency: fc.double({ min: 0, max: 1, noNaN: true }),
    successRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    meanDurationMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);

describe('load strategies', () => {
  test('[LB4] each prefers somebody else', () => {
    expect(first('round_robin')).toBe('a-turn');
    expect(first('least_connections')).toBe('b-idle');
    expect(first('capability_aware')).toBe('c-skilled');
    expect(first('performance_based')).toBe('d-fast');
    expect(first('weighted_round_robin', 3)).toBe('e-slow');
  });

  test('[LB4] all give every candidate once, and the same answer to the same question', () => {
    fc.assert(
      fc.property(anyFleet, fc.constantFrom(...LOAD_STRATEGIES), fc.nat(1e6), (candidates, strategy, turn) => {
        const request = { candidates, turn, priority: 'medium' } as const;
        const { order } = orderByLoad(strategy, request);
        expect(order.map(({ id }) => id).sort()).toEqual(candidates.map(({ id }) => id).sort());
        expect(orderByLoad(strategy, { ...request, candidates: candidates.toReversed() }).order).toEqual(order);
      }),
    );
  });

  test('[LB4] round_robin gives everybody the same number of turns', () => {
    const turns = Array.from({ length: 50 }, (_, turn) => first('round_robin', turn));
    for (const { id } of fleet) expect(turns.filter((name) => name === id)).toHaveLength(10);
  });

  test('[LB4] weighted_round_robin gives turns by free share, and some to the busiest', () => {
    const candidates = [candidate('busy', { load: 0.9 }), candidate('full', { load: 1.2 }), candidate('idle', { load: 0.2 })];
    const counts = new Map<string, number>();
    for (let turn = 0; turn < 1_000; turn += 1) {
      const id = orderByLoad('weighted_round_robin', { candidates, turn, priority: 'medium' }).order[0]?.id ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.get('idle')).toBeGreaterThan(770);
    expect(counts.get('idle')).toBeLessThan(830);
    expect(counts.get('busy')).toBeGreaterThan(70);
    expect(counts.get('full')).toBeGreaterThan(70);
  });

  const loads = (...values: number[]) => values.map((load, at) => candidate(`n${at}`, { load }));
  test.each([
    ['busy', loads(0.8, 0.75), 'low', 'performance_based'],
    ['uneven', loads(0, 0.6), 'critical', 'least_connections'],
    ['even and urgent', loads(0.3, 0.35), 'high', 'capability_aware'],
    ['even', loads(0.3, 0.35), 'medium', 'weighted_round_robin'],
  ] as const)('[LB5] adaptive_hybrid of a fleet that is %s', (_, candidates, priority, expected) => {
    expect(chooseStrategy({ candidates, priority })).toBe(expected);
    expect(orderByLoad('adaptive_hybrid', { candidates, priority, turn: 1 })).toEqual(
      orderByLoad(expected, { candidates, priority, turn: 1 }),
    );
  });
});
