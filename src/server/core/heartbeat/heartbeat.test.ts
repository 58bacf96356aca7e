import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeProgress } from './judge-progress.ts';
import { DEFAULT_SUSPICION, isSuspect, suspicion } from './suspect.ts';

const intervals = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 100 });
const silence = fc.integer({ min: -1_000, max: 300_000 });

describe('suspicion', () => {
  it('[HB1] never falls while the silence grows, and stays between 0 and 100', () => {
    fc.assert(
      fc.property(intervals, silence, silence, (history, one, other) => {
        const [shorter, longer] = [suspicion(history, Math.min(one, other)), suspicion(history, Math.max(one, other))];
        expect(shorter).toBeLessThanOrEqual(longer);
        expect(shorter >= 0 && longer <= 100).toBe(true);
      }),
    );
  });

  it('[HB2] the same silence is more suspect of a steady sender', () => {
    const steady = Array.from({ length: 50 }, () => 5_000);
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 4_900 }), fc.integer({ min: 10_500, max: 100_000 }), (jitter, silent) => {
        const irregular = steady.map((one, at) => one + (at % 2 === 0 ? jitter : -jitter));
        expect(suspicion(irregular, silent)).toBeLessThanOrEqual(suspicion(steady, silent));
      }),
    );
    expect(isSuspect(steady, 14_000)).toBe(true);
    expect(
      isSuspect(
        steady.map((one, at) => one + (at % 2 === 0 ? 4_000 : -4_000)),
        14_000,
      ),
    ).toBe(false);
  });

  it('[HB3] an event loop that stands still for five seconds is forgiven, whatever the interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 60_000 }), fc.integer({ min: 0, max: 100 }), (every, count) => {
        const history = Array.from({ length: count }, () => every);
        expect(isSuspect(history, (count < 3 ? DEFAULT_SUSPICION.firstIntervalMs : every) + 5_000)).toBe(false);
      }),
    );
  });

  it('[HB3] beyond the hard limit everybody is suspected', () => {
    fc.assert(fc.property(intervals, (history) => isSuspect(history, DEFAULT_SUSPICION.hardLimitMs)));
    expect(
      isSuspect(
        Array.from({ length: 9 }, () => 3_600_000),
        120_000,
      ),
    ).toBe(true);
  });
});

describe('progress', () => {
  it.each([
    [{ suspect: true, withoutProgressMs: 0, progressTimeoutMs: 10 }, 'silent'],
    [{ suspect: false, withoutProgressMs: 9, progressTimeoutMs: 10 }, 'working'],
    [{ suspect: false, withoutProgressMs: 10, progressTimeoutMs: 10 }, 'stalled'],
    [{ suspect: false, withoutProgressMs: 1e9, progressTimeoutMs: null }, 'working'],
    [{ suspect: false, withoutProgressMs: null, progressTimeoutMs: 10 }, 'working'],
  ])('[HB4] %j is %s', (signs, expected) => {
    expect(judgeProgress(signs)).toBe(expected);
  });
});
