import { mean, sum } from '../metrics/statistics.ts';

// Arrivals to come, from arrivals measured: level, damped trend and, with two days of history, a daily season; exponentially smoothed
// (Holt-Winters, additive). The smoothing factors are those of a small grid that would have erred least. The interval comes from the
// errors that the forecast made one step ahead, so it is as wide as the past was surprising.

/** Width of a bucket; 96 of them are a day. */
export const BUCKET_MS = 900_000;
export const SEASON_BUCKETS = 96;
/** Fewer buckets than this are not enough data. */
export const MIN_BUCKETS = 10;
/** Days after which yesterday says something about today. */
const SEASON_DAYS = 2;
/** How much of the trend is left with every step: what rises does not rise forever. */
const DAMPING = 0.9;
/** Two-sided 90 %. */
const INTERVAL_Z = 1.645;

export interface ForecastPoint {
  /** Buckets ahead, from 1. */
  step: number;
  /** Arrivals in the bucket. */
  expected: number;
  lower: number;
  upper: number;
}

export type ArrivalForecast =
  | { kind: 'not_enough_data'; buckets: number; needed: number }
  | {
      kind: 'forecast';
      /** Buckets behind it. */
      buckets: number;
      seasonal: boolean;
      /** Root mean square of the errors one step ahead, in arrivals. */
      error: number;
      points: ForecastPoint[];
    };

interface Factors {
  level: number;
  trend: number;
  season: number;
}

interface Smoothed {
  level: number;
  trend: number;
  /** Empty without a season; indexed by bucket modulo its length. */
  season: number[];
  factors: Factors;
  errors: number[];
}

const GRID: Factors[] = [0.2, 0.4, 0.6, 0.8].flatMap((level) =>
  [0, 0.1, 0.3].flatMap((trend) => [0.1, 0.3].map((season) => ({ level, trend, season }))),
);

function firstSeason(counts: readonly number[], length: number): number[] {
  const average = mean(counts.slice(0, length)) ?? 0;
  return counts.slice(0, length).map((count) => count - average);
}

function smooth(counts: readonly number[], factors: Factors, seasonal: boolean): Smoothed {
  const length = seasonal ? SEASON_BUCKETS : 0;
  const season = seasonal ? firstSeason(counts, length) : [];
  const warm = seasonal ? length : 2;
  let level = mean(counts.slice(0, warm)) ?? 0;
  let trend = 0;
  const errors: number[] = [];
  for (let at = seasonal ? length : 1; at < counts.length; at += 1) {
    const count = counts[at] as number;
    const seasonNow = seasonal ? (season[at % length] as number) : 0;
    const base = level + DAMPING * trend;
    errors.push(count - (base + seasonNow));
    const before = level;
    level = factors.level * (count - seasonNow) + (1 - factors.level) * base;
    trend = factors.trend * (level - before) + (1 - factors.trend) * DAMPING * trend;
    if (seasonal) season[at % length] = factors.season * (count - level) + (1 - factors.season) * seasonNow;
  }
  return { level, trend, season, factors, errors };
}

const squared = (values: readonly number[]) => sum(values.map((value) => value ** 2));

/**
 * Forecasts the next `steps` buckets.
 * @param counts arrivals per bucket, oldest first, without gaps, the unfinished bucket left out
 */
export function forecastArrivals(counts: readonly number[], steps: number): ArrivalForecast {
  if (counts.length < MIN_BUCKETS) return { kind: 'not_enough_data', buckets: counts.length, needed: MIN_BUCKETS };
  const seasonal = counts.length >= SEASON_DAYS * SEASON_BUCKETS;
  const fits = GRID.map((factors) => smooth(counts, factors, seasonal));
  const best = fits.reduce((least, each) => (squared(each.errors) < squared(least.errors) ? each : least));
  const error = Math.sqrt(squared(best.errors) / best.errors.length);
  let damped = 0;
  const points = Array.from({ length: steps }, (_, at): ForecastPoint => {
    damped += DAMPING ** (at + 1);
    const season = seasonal ? (best.season[(counts.length + at) % SEASON_BUCKETS] as number) : 0;
    const expected = Math.max(0, best.level + damped * best.trend + season);
    const half = INTERVAL_Z * error * Math.sqrt(1 + at * best.factors.level ** 2);
    return { step: at + 1, expected, lower: Math.max(0, expected - half), upper: expected + half };
  });
  return { kind: 'forecast', buckets: counts.length, seasonal, error, points };
}
