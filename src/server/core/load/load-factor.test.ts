import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceEfficiency } from './balance-efficiency.ts';
import { type LoadInput, loadFactor, loadState } from './load-factor.ts';

const nothing: LoadInput = {
  active: null,
  queued: null,
  slots: 4,
  cpu: null,
  memoryMb: null,
  contextUsage: null,
  errorRate: null,
  responseMs: null,
};
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
const anyInput: fc.Arbitrary<LoadInput> = fc.record({
  active: fc.option(fc.nat(50), { nil: null }),
  queued: fc.option(fc.nat(50), { nil: null }),
  slots: fc.integer({ min: 1, max: 50 }),
  cpu: share,
  memoryMb: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
  contextUsage: share,
  errorRate: share,
  responseMs: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }), { nil: null }),
});

describe('load of an agent', () => {
  test.each([
    ['nothing known', {}, null],
    ['tasks alone', { active: 2, queued: 0 }, 0.5],
    ['unbegun attempts weigh half', { active: 1, queued: 2 }, 0.5],
    ['the scarcest resource decides', { cpu: 0.2, memoryMb: 500, contextUsage: 0.4 }, 0.5],
    ['errors count as lost health and as errors', { errorRate: 0.25 }, 0.5],
    ['slow answers', { errorRate: 0, responseMs: 20_000 }, 0.5],
    ['all three', { active: 4, queued: 0, cpu: 1, errorRate: 0.25 }, 0.4 + 0.35 + 0.25 * 0.5],
    ['two of three share the weight', { active: 4, queued: 0, cpu: 0 }, 0.4 / 0.75],
  ])('[LB1] %s', (_, known, expected) => {
    const { value } = loadFactor({ ...nothing, ...known });
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 12);
  });

  test('[LB1] lies in [0, 2], and more work never makes it less', () => {
    fc.assert(
      fc.property(anyInput, fc.nat(20), (input, more) => {
        const { value } = loadFactor(input);
        if (value === null) return;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(2);
        if (input.queued === null) return;
        expect(loadFactor({ ...input, queued: input.queued + more }).value).toBeGreaterThanOrEqual(value - 1e-12);
      }),
    );
  });

  test.each([
    [0.9, 0.9, 'overloaded'],
    [0.5, 0.25, 'overloaded'],
    [0.5, 0.5, 'balanced'],
    [0.2, 0.2, 'underloaded'],
    [0.5, 0.75, 'underloaded'],
    [null, 0.5, 'unknown'],
    [0.5, null, 'unknown'],
  ] as const)('[LB2] %s in a fleet of mean %s is %s', (load, mean, state) => {
    expect(loadState(load, mean)).toBe(state);
  });
});

describe('efficiency', () => {
  test.each([
    ['no work', [{ slots: 1, busyMs: 0, longestMs: 0 }], null],
    [
      'one indivisible piece is as good as it gets',
      [
        { slots: 1, busyMs: 10, longestMs: 10 },
        { slots: 1, busyMs: 0, longestMs: 0 },
      ],
      1,
    ],
    [
      'all on one of two',
      [
        { slots: 1, busyMs: 100, longestMs: 1 },
        { slots: 1, busyMs: 0, longestMs: 0 },
      ],
      0.5,
    ],
    [
      'even per slot',
      [
        { slots: 3, busyMs: 300, longestMs: 10 },
        { slots: 1, busyMs: 100, longestMs: 10 },
      ],
      1,
    ],
  ])('[LB3] %s', (_, shares, expected) => {
    expect(balanceEfficiency(shares)).toBe(expected);
  });

  test('[LB3] lies in (0, 1]', () => {
    const agent = fc.record({
      slots: fc.integer({ min: 1, max: 9 }),
      busyMs: fc.nat(1e6),
      share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(agent, { minLength: 1 }), (agents) => {
        const shares = agents.map(({ slots, busyMs, share: part }) => ({ slots, busyMs, longestMs: busyMs * part }));
        const value = balanceEfficiency(shares);
        if (shares.every(({ busyMs }) => busyMs === 0)) expect(value).toBeNull();
        else expect(value).toBeGreaterThan(0);
        expect(value ?? 1).toBeLessThanOrEqual(1);
      }),
    );
  });
});
