import type { BudgetWindow } from './budget-window.ts';

/** Spending is summed by quarters of an hour: every time zone is a multiple of them from UTC. Milliseconds. */
const QUARTER_MS = 900_000;
/** The recent rate is that of so many quarters: six hours. */
const RECENT_QUARTERS = 24;
/** As far back a forecast looks. Milliseconds. */
export const HISTORY_MS = (RECENT_QUARTERS + 1) * QUARTER_MS;
/** Fewer quarters with calls in them say nothing of the rate. */
const LEAST_SAMPLES = 4;
/** Of a normal distribution within 90 %. */
const REACH = 1.645;

/** Spent in the quarter that begins then. */
export interface QuarterSpend {
  /** Epoch ms. */
  at: number;
  usd: number;
}

export interface SpendForecast {
  /** Expected to be spent when the window ends, US dollars. */
  usd: number;
  /** Ends of the 90 % interval. */
  low: number;
  high: number;
  /** Quarters of an hour with calls in them that it is made from. */
  samples: number;
}

const floorQuarter = (at: number) => Math.floor(at / QUARTER_MS) * QUARTER_MS;

/**
 * What will have been spent when the window ends: what is spent, and the mean of the recent quarters for each that is left. Its interval
 * holds what single quarters differ by, and how well so few of them tell the mean.
 * @param history quarters in any order, also of before the window; those in which nothing was spent may be missing
 * @returns null where there is not enough data
 */
export function forecastSpend(
  window: BudgetWindow,
  { spentUsd, now, history }: { spentUsd: number; now: Date; history: readonly QuarterSpend[] },
): SpendForecast | null {
  const end = floorQuarter(now.getTime());
  const known = history.filter(({ at }) => at < end && at >= end - RECENT_QUARTERS * QUARTER_MS);
  const first = known.reduce((least, { at }) => Math.min(least, at), end);
  const quarters = (end - first) / QUARTER_MS;
  if (known.length < LEAST_SAMPLES) return null;
  const mean = known.reduce((sum, { usd }) => sum + usd, 0) / quarters;
  const silent = quarters - known.length;
  const squares = known.reduce((sum, { usd }) => sum + (usd - mean) ** 2, 0) + silent * mean ** 2;
  const variance = squares / (quarters - 1);
  const left = Math.max(0, window.to.getTime() - now.getTime()) / QUARTER_MS;
  const reach = REACH * Math.sqrt(variance * (left + left ** 2 / quarters));
  const usd = spentUsd + mean * left;
  return { usd, low: Math.max(spentUsd, usd - reach), high: usd + reach, samples: known.length };
}
