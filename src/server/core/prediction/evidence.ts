import { type Moments, sigmoid } from './logistic.ts';

/** What a cell's own outcomes say about its value, as a normal message: how much (precision) and what (value). */
export interface Evidence {
  precision: number;
  value: number;
}

export const NO_EVIDENCE: Evidence = { precision: 0, value: 0 };

const NEWTON_STEPS = 12;
/** The grid reaches four deviations to both sides of the mode. */
const GRID_STEPS = 10;
const GRID_REACH = 4;

/**
 * The evidence in `successes` and `failures` (fractions are fine: old outcomes count less) about log odds that are otherwise believed to
 * be `prior`: the normal message that, times the prior, has the mean and variance of prior times binomial likelihood (one step of
 * expectation propagation). Unlike a fit at the mode it stays honest at five of five.
 */
export function binomialEvidence(successes: number, failures: number, prior: Moments): Evidence {
  const trials = successes + failures;
  if (trials <= 0) return NO_EVIDENCE;
  const mode = findMode(successes, trials, prior);
  const p = sigmoid(mode);
  const deviation = 1 / Math.sqrt(1 / prior.variance + trials * p * (1 - p));
  const posterior = integrate(successes, trials, { prior, mode, deviation });
  const precision = Math.max(1e-6, 1 / posterior.variance - 1 / prior.variance);
  return { precision, value: (posterior.mean / posterior.variance - prior.mean / prior.variance) / precision };
}

function findMode(successes: number, trials: number, prior: Moments): number {
  let mode = prior.mean;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const p = sigmoid(mode);
    const slope = successes - trials * p - (mode - prior.mean) / prior.variance;
    const change = slope / (trials * p * (1 - p) + 1 / prior.variance);
    mode += Math.max(-2, Math.min(2, change));
    if (Math.abs(change) < 1e-4) break;
  }
  return mode;
}

function logDensity(successes: number, trials: number, at: { logOdds: number; prior: Moments }): number {
  const away = at.logOdds - at.prior.mean;
  const log1pExp = at.logOdds > 30 ? at.logOdds : Math.log1p(Math.exp(at.logOdds));
  return successes * at.logOdds - trials * log1pExp - (away * away) / (2 * at.prior.variance);
}

function integrate(successes: number, trials: number, around: { prior: Moments; mode: number; deviation: number }): Moments {
  const { prior, mode, deviation } = around;
  const peak = logDensity(successes, trials, { logOdds: mode, prior });
  let mass = 0;
  let first = 0;
  let second = 0;
  for (let step = -GRID_STEPS; step <= GRID_STEPS; step += 1) {
    const offset = (deviation * GRID_REACH * step) / GRID_STEPS;
    const weight = Math.exp(logDensity(successes, trials, { logOdds: mode + offset, prior }) - peak);
    mass += weight;
    first += weight * offset;
    second += weight * offset * offset;
  }
  const mean = first / mass;
  return { mean: mode + mean, variance: second / mass - mean * mean };
}
