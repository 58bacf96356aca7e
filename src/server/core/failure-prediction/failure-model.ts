import { sigmoid } from '../prediction/logistic.ts';
import { FEATURES, type Feature, type FeatureVector } from './features.ts';

// Log odds of a failure within the horizon = weights x features + how much this agent is worse than its features say. Every weight is normal
// around what arithmetic alone would expect; the agents' own terms are normal around 0, so that agents with little history are judged by the
// others (hierarchical). Learned prediction by prediction, each before the next: the figures below are of what was predicted, not fitted.

export interface LearnedPrediction {
  agentId: string;
  features: FeatureVector;
  failed: boolean;
  /** How much it counts, 0..1: predictions whose horizons overlap tell the same twice. */
  weight: number;
}

interface Belief {
  mean: number;
  variance: number;
}

export interface FailureModel {
  weights: readonly Belief[];
  agents: ReadonlyMap<string, Belief>;
  /** Mean of the features learned from: what a driver is measured against. */
  usual: FeatureVector;
}

export interface Driver {
  name: Feature;
  /** What it adds to the log odds, against the fleet's usual; positive is towards failure. */
  effect: number;
}

export interface FailureForecast {
  probability: number;
  /** 90 %. */
  interval: [low: number, high: number];
  /** Greatest first, at most three. */
  drivers: Driver[];
}

/** With m attempts of failure odds p each, the odds of a failure are about m p: their logarithms add up. */
const PRIOR_MEANS: Readonly<Record<Feature, number>> = {
  constant: 0,
  expected_attempts: 0.8,
  failure_history: 0.9,
  recent_failures: 0.6,
  latency_trend: 0.3,
  last_call_failed: 0.3,
  utilisation: 0,
  queue_pressure: 0,
  heartbeat_jitter: 0.2,
  lost_leases: 0.3,
};
/** What arithmetic expects of the first is near, and those are features of several units: they are learned carefully. */
const PRIOR_VARIANCES: Partial<Record<Feature, number>> = { expected_attempts: 0.01, failure_history: 0.01, recent_failures: 0.02 };
const PRIOR_VARIANCE = 0.25;
const AGENT_VARIANCE = 0.5;
/** Standard deviations of a 90 % interval. */
const REACH = 1.645;
const MOST_DRIVERS = 3;
/** Smaller effects on the log odds explain nothing. */
const LEAST_EFFECT = 0.05;

/** @param outcomes in the order they were predicted */
export function learnFailures(outcomes: readonly LearnedPrediction[]): FailureModel {
  const weights: Belief[] = FEATURES.map((name) => ({ mean: PRIOR_MEANS[name], variance: PRIOR_VARIANCES[name] ?? PRIOR_VARIANCE }));
  const agents = new Map<string, Belief>();
  const sums = FEATURES.map(() => 0);
  for (const outcome of outcomes) {
    const own = agents.get(outcome.agentId) ?? { mean: 0, variance: AGENT_VARIANCE };
    const { mean, variance } = logOddsOf(outcome.features, weights, own);
    const expected = sigmoid(mean / Math.sqrt(1 + (Math.PI * variance) / 8));
    const lesson = { error: outcome.weight * (Number(outcome.failed) - expected), information: outcome.weight * expected * (1 - expected) };
    for (const [at, belief] of weights.entries()) weights[at] = learn(belief, outcome.features[at] ?? 0, lesson);
    agents.set(outcome.agentId, learn(own, 1, lesson));
    for (const [at, value] of outcome.features.entries()) sums[at] = (sums[at] ?? 0) + value;
  }
  return { weights, agents, usual: sums.map((sum) => sum / Math.max(1, outcomes.length)) };
}

export function forecastFailure(model: FailureModel, agentId: string, features: FeatureVector): FailureForecast {
  const own = model.agents.get(agentId) ?? { mean: 0, variance: AGENT_VARIANCE };
  const { mean, variance } = logOddsOf(features, model.weights, own);
  const spread = REACH * Math.sqrt(variance);
  const effects = FEATURES.map((name, at) => ({
    name,
    effect: (model.weights[at]?.mean ?? 0) * ((features[at] ?? 0) - (model.usual[at] ?? 0)),
  }));
  return {
    probability: sigmoid(mean / Math.sqrt(1 + (Math.PI * variance) / 8)),
    interval: [sigmoid(mean - spread), sigmoid(mean + spread)],
    drivers: effects
      .filter(({ name, effect }) => name !== 'constant' && Math.abs(effect) >= LEAST_EFFECT)
      .sort((left, right) => Math.abs(right.effect) - Math.abs(left.effect))
      .slice(0, MOST_DRIVERS),
  };
}

function logOddsOf(features: FeatureVector, weights: readonly Belief[], own: Belief): Belief {
  let { mean, variance } = own;
  for (const [at, belief] of weights.entries()) {
    const value = features[at] ?? 0;
    mean += belief.mean * value;
    variance += belief.variance * value * value;
  }
  return { mean, variance };
}

/** One step of a normal belief by the logistic likelihood; beliefs are kept independent of each other. */
function learn({ mean, variance }: Belief, value: number, { error, information }: { error: number; information: number }): Belief {
  const narrowed = 1 / (1 / variance + information * value * value);
  return { mean: mean + narrowed * error * value, variance: narrowed };
}
