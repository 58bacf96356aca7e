import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastSpend } from './forecast-spend.ts';

const QUARTER = 900_000;
const window = { from: new Date('2026-03-10T00:00:00Z'), to: new Date('2026-03-11T00:00:00Z') };
const now = new Date('2026-03-10T12:00:00Z');
/** What was spent in the quarters that ended before now, the last one first. */
const spent = (...usd: number[]) => usd.map((each, back) => ({ at: now.getTime() - (back + 1) * QUARTER, usd: each }));

describe('the forecast of what will be spent', () => {
  it('[BG9] what is spent, and the recent rate for the time that is left', () => {
    const forecast = forecastSpend(window, { spentUsd: 3, now, history: spent(0.1, 0.1, 0.1, 0.1) });
    expect(forecast?.usd).toBeCloseTo(3 + 48 * 0.1);
    expect(forecast?.low).toBeCloseTo(7.8);
    expect(forecast?.high).toBeCloseTo(7.8);
    expect(forecast?.samples).toBe(4);
  });

  it('[BG9] quarters in which nothing was spent count as that', () => {
    const [first, ...rest] = spent(0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0);
    const written = [first, ...rest].filter((each): each is { at: number; usd: number } => each !== undefined && each.usd > 0);
    const forecast = forecastSpend(window, { spentUsd: 0, now, history: written });
    expect(forecast?.usd).toBeCloseTo((48 * 0.8) / 7);
    expect(forecast?.high).toBeGreaterThan(forecast?.usd ?? 0);
  });

  it('[BG9] not enough data is null, and so is what is too old', () => {
    expect(forecastSpend(window, { spentUsd: 3, now, history: spent(1, 1, 1) })).toBeNull();
    const old = spent(1, 1, 1, 1, 1).map(({ at, usd }) => ({ at: at - 25 * QUARTER, usd }));
    expect(forecastSpend(window, { spentUsd: 3, now, history: old })).toBeNull();
  });

  it('[BG9] never less than what is spent, and within its interval', () => {
    const usd = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(usd, { minLength: 4, maxLength: 24 }), usd, fc.integer({ min: 0, max: 86_399_999 }), (costs, spentUsd, ms) => {
        const at = new Date(window.from.getTime() + ms);
        const end = Math.floor(at.getTime() / QUARTER) * QUARTER;
        const history = costs.map((each, back) => ({ at: end - (back + 1) * QUARTER, usd: each }));
        const forecast = forecastSpend(window, { spentUsd, now: at, history });
        if (forecast === null) throw new Error('four quarters are enough');
        expect(forecast.low).toBeGreaterThanOrEqual(spentUsd);
        expect(forecast.low).toBeLessThanOrEqual(forecast.usd + 1e-9);
        expect(forecast.usd).toBeLessThanOrEqual(forecast.high + 1e-9);
      }),
    );
  });
});
