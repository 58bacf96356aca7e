import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INTERVAL_REACH } from '../prediction/prediction.ts';
import { quantileAt, spreadOf } from './log-normal.ts';
import { gainOfSecond, HEDGE_SHARE, hedgesLeft, insures, isStraggling } from './second-attempt.ts';

const USUAL = { mean: 10, high: 20, samples: 30 };

describe('second attempts', () => {
  test.each([
    ['longer than nearly all of its kind', USUAL, 20.1, true],
    ['as long as some do', USUAL, 20, false],
    ['of a kind too few of which are known', { ...USUAL, samples: 29 }, 100, false],
    ['of a kind that takes no time', { mean: 0, high: 0, samples: 99 }, 100, false],
  ])('[HE6] %s', (_, expected, elapsed, straggling) => {
    expect(isStraggling(expected, elapsed)).toBe(straggling);
  });

  test('[HE6] a second attempt pays when the first needs longer still than nearly all of the second agent do', () => {
    expect(gainOfSecond(USUAL, USUAL, 21)).toBe(0);
    expect(gainOfSecond(USUAL, { mean: 1, high: 2, samples: 30 }, 21)).toBeGreaterThan(0);
    expect(gainOfSecond(USUAL, USUAL, 200)).toBe(180);
    expect(gainOfSecond(USUAL, { ...USUAL, samples: 29 }, 200)).toBe(0);
  });

  test.each([
    ['who has it before the first would be late', USUAL, USUAL, 9, true],
    ['who would have it when the first is late anyway', USUAL, USUAL, 10, false],
    ['of whom too little is known', USUAL, { ...USUAL, samples: 29 }, 1, false],
    ['where too little is known of the first', { ...USUAL, samples: 29 }, USUAL, 1, false],
  ])('[FR11] beside one that is expected to fail, somebody %s', (_, first, second, elapsed, worth) => {
    expect(insures(first, second, elapsed)).toBe(worth);
  });

  test('[HE6] the gain is never more than what is left, and a slower second agent never gains more', () => {
    const amount = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, fc.double({ min: 1.01, max: 10, noNaN: true }), amount, amount, (mean, spread, high, elapsed) => {
        const first = { mean, high: mean * spread, samples: 50 };
        const gain = gainOfSecond(first, { mean: high / 2, high, samples: 50 }, elapsed);
        expect(gain).toBeGreaterThanOrEqual(0);
        expect(gainOfSecond(first, { mean: high, high: high * 2, samples: 50 }, elapsed)).toBeLessThanOrEqual(gain);
        if (elapsed <= first.high) expect(gain).toBe(0);
      }),
    );
  });

  test('[HE6] the spread behind a mean and an upper end is the one that has them', () => {
    const spread = fc.record({ mean: fc.double({ min: 0.1, max: 1e6, noNaN: true }), cv: fc.double({ min: 0.01, max: 1.5, noNaN: true }) });
    fc.assert(
      fc.property(spread, ({ mean, cv }) => {
        const at = quantileAt({ mean, cv }, INTERVAL_REACH);
        expect(spreadOf(mean, { z: INTERVAL_REACH, at }).cv).toBeCloseTo(cv, 6);
      }),
    );
  });

  test('[HE5] second attempts are a bounded share of all', () => {
    expect([hedgesLeft(19, 0), hedgesLeft(20, 0), hedgesLeft(2_000, 99), hedgesLeft(2_000, 140)]).toEqual([0, 1, 1, 0]);
    expect(HEDGE_SHARE).toBe(0.05);
  });
});
