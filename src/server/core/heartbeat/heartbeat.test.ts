import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeProgress } from './judge-progress.ts';
import { livenessOf, SILENT_AFTER_MS, type SignsOfLife, silentAt } from './signs-of-life.ts';
import { DEFAULT_SUSPICION, isSuspect, suspectAfterMs, suspicion } from './suspect.ts';

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

describe('signs of life', () => {
  const steady = Array.from({ length: 20 }, () => 2_000);
  const signs = (over: Partial<SignsOfLife> = {}): SignsOfLife => ({
    lastSeenAt: 1_000_000,
    quietUntil: null,
    intervalsMs: steady,
    ...over,
  });

  it('[HB5] the moment somebody is suspected from is the one before which they are not', () => {
    fc.assert(
      fc.property(intervals, (history) => {
        const after = suspectAfterMs(history);
        expect(isSuspect(history, Math.ceil(after + 1))).toBe(true);
        expect(isSuspect(history, Math.floor(after - 1))).toBe(false);
      }),
    );
  });

  it('[HB5] a steady agent is missed within ten seconds, one that nobody knows after a minute, and nobody later than that', () => {
    expect(silentAt(signs()) - 1_000_000).toBeLessThan(10_000);
    expect(silentAt(signs({ intervalsMs: [] }))).toBe(1_000_000 + SILENT_AFTER_MS);
    fc.assert(fc.property(intervals, (intervalsMs) => silentAt(signs({ intervalsMs })) <= 1_000_000 + SILENT_AFTER_MS));
  });

  it('[HB6] while a claim waits nothing is expected of the agent; a wait that is over changes nothing', () => {
    const waiting = signs({ quietUntil: 1_020_000 });
    expect(livenessOf(waiting, null, 1_024_000)).toMatchObject({ state: 'working', suspicion: expect.any(Number) });
    expect(livenessOf(signs(), null, 1_024_000).state).toBe('silent');
    expect(silentAt(waiting) - silentAt(signs())).toBe(20_000);
    expect(silentAt(signs({ quietUntil: 999_000 }))).toBe(silentAt(signs()));
  });

  it('[HB4] a silent agent is silent whatever it holds; one that beats and gets nowhere is stalled', () => {
    const still = { withoutProgressMs: 30_000, progressTimeoutMs: 30_000 };
    expect(livenessOf(signs(), still, 1_001_000).state).toBe('stalled');
    expect(livenessOf(signs(), { ...still, withoutProgressMs: 29_999 }, 1_001_000).state).toBe('working');
    expect(livenessOf(signs(), still, 1_500_000).state).toBe('silent');
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
