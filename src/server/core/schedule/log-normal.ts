/** A duration that is never negative and has a long tail, told by its mean and its coefficient of variation (deviation / mean). */
export interface Spread {
  mean: number;
  cv: number;
}

/** A smaller coefficient of variation is none: its square would vanish beside 1. */
const EXACT = 1e-7;

/** With less than this share of its kind left, the model is wrong about the task: what outlived it is expected to go on as long again. */
const EXHAUSTED = 1e-3;

/** What is still to come of something that has gone on for `elapsed`; never negative. Same unit as the mean. */
export function expectedRemaining({ mean, cv }: Spread, elapsed: number): number {
  if (cv < EXACT || mean === 0) return Math.max(mean - elapsed, 0);
  if (elapsed <= 0) return mean;
  const sigma = Math.sqrt(Math.log(1 + cv * cv));
  const z = (Math.log(elapsed / mean) + (sigma * sigma) / 2) / sigma;
  const surviving = normalTail(z);
  if (surviving < EXHAUSTED) return elapsed;
  return Math.max(0, (mean * normalTail(z - sigma)) / surviving - elapsed);
}

/** The duration that the share `normalCdf(z)` stays below; z = 1.645 is the 95th percentile. */
export function quantileAt({ mean, cv }: Spread, z: number): number {
  const variance = Math.log(1 + cv * cv);
  return mean * Math.exp(z * Math.sqrt(variance) - variance / 2);
}

/** The spread of a duration of which the mean and its quantile at `z` are known. Past the reach of a log-normal, the widest that it has. */
export function spreadOf(mean: number, quantile: { z: number; at: number }): Spread {
  if (mean <= 0 || quantile.at <= mean) return { mean, cv: 0 };
  const room = quantile.z ** 2 - 2 * Math.log(quantile.at / mean);
  const sigma = quantile.z - Math.sqrt(Math.max(0, room));
  return { mean, cv: Math.sqrt(Math.exp(sigma * sigma) - 1) };
}

/** P(Z > z) of the standard normal; absolute error below 1e-7 (Abramowitz and Stegun 26.2.17). */
export function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const tail = density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? tail : 1 - tail;
}
