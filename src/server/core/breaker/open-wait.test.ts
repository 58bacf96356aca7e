import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWaitMs, spreadOf } from './open-wait.ts';
import { MAX_OPEN_WAIT_MS, type OpenBackoff } from './policy.ts';

const waits = (openBackoff: OpenBackoff | null, count = 4) =>
  Array.from({ length: count }, (_, index) =>
    openWaitMs({ openWaitMs: 1_000, openBackoff, openJitter: 0 }, { openings: index + 1, spread: 0.5 }),
  );

describe('openWaitMs', () => {
  it.each([
    { name: 'constant', backoff: null, expected: [1_000, 1_000, 1_000, 1_000] },
    {
      name: 'exponential',
      backoff: { type: 'exponential' as const, multiplier: 3, maxMs: 10_000 },
      expected: [1_000, 3_000, 9_000, 10_000],
    },
    { name: 'linear', backoff: { type: 'linear' as const, maxMs: 2_500 }, expected: [1_000, 2_000, 2_500, 2_500] },
    { name: 'list', backoff: { type: 'list' as const, waitsMs: [5, 50] }, expected: [5, 50, 50, 50] },
  ])('[BR6] grows as told: $name', ({ backoff, expected }) => {
    expect(waits(backoff)).toEqual(expected);
  });

  it('[BR6] never grows into never', () => {
    expect(waits({ type: 'exponential', multiplier: 10, maxMs: null }, 500).at(-1)).toBe(MAX_OPEN_WAIT_MS);
  });

  it('[BR6] jitter only lengthens it, within its share, and is the same wherever it is computed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(10_000), (seed, generation) => {
        const spread = spreadOf(seed, generation);
        expect(spread).toBe(spreadOf(seed, generation));
        const wait = openWaitMs({ openWaitMs: 1_000, openBackoff: null, openJitter: 0.2 }, { openings: 1, spread });
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(1_200);
      }),
    );
    const waitsOfMany = Array.from({ length: 1_000 }, (_, seed) => spreadOf(seed, 3));
    const mean = waitsOfMany.reduce((sum, value) => sum + value, 0) / waitsOfMany.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    expect(new Set(waitsOfMany).size).toBe(1_000);
  });
});
