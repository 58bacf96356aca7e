import { COMPONENTS, type Component, type Weights } from './weights.ts';

// The score of an agent for a task: a weighted mean of components in [0, 1]. A component that is null (nothing asked for, nothing
// measured) gives its weight to the others, so that neither an unknown agent nor an undemanding task is punished or rewarded for it.

export type ComponentScores = Readonly<Record<Component, number | null>>;

/** An agent's record at a task type says something from this many attempts on. */
export const MIN_HISTORY_SAMPLES = 5;

/** The name under which decisions record how they were made; changes with the components and what they mean. */
export const POLICY = 'weighted-mean/2';

/** One-sided, so that the true rate is above the bound with 90 %. */
const SAFE_Z = 1.2816;

/** What an agent did at one type of task. */
export interface TypeRecord {
  attempts: number;
  successes: number;
  /** Null when not measured. */
  meanDurationMs?: number | null;
  meanCostUsd?: number | null;
}

/** Weighted mean of the components that are known; 0 when none is. */
export function scoreOf(weights: Weights, components: Partial<ComponentScores>): number {
  let sum = 0;
  let known = 0;
  for (const component of COMPONENTS) {
    const value = components[component];
    if (value === null || value === undefined) continue;
    sum += weights[component] * value;
    known += weights[component];
  }
  return known === 0 ? 0 : sum / known;
}

/** Free share of an agent's slots. */
export function loadScore(inFlight: number, slots: number): number {
  return Math.max(0, 1 - inFlight / slots);
}

const enough = (record: TypeRecord | undefined): record is TypeRecord => record !== undefined && record.attempts >= MIN_HISTORY_SAMPLES;

/**
 * Success rate with one imagined success and one imagined failure (the mean of a Beta(1, 1) prior after the samples): five of five is
 * 0.86, not certainty. Null below MIN_HISTORY_SAMPLES.
 */
export function historyScore(record: TypeRecord | undefined): number | null {
  return enough(record) ? (record.successes + 1) / (record.attempts + 2) : null;
}

/** The success rate that an agent has at least, with 90 % (Wilson's lower bound). Null below MIN_HISTORY_SAMPLES. */
export function safetyScore(record: TypeRecord | undefined): number | null {
  if (!enough(record)) return null;
  const { attempts: n, successes } = record;
  const rate = successes / n;
  const square = SAFE_Z * SAFE_Z;
  const spread = SAFE_Z * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  return Math.max(0, (rate + square / (2 * n) - spread) / (1 + square / n));
}

/** What is less is better: 1 for nothing, 0.5 for as much as the candidates take on average, towards 0 beyond. */
export function frugalScore(value: number, mean: number): number {
  return value <= 0 ? 1 : mean / (mean + value);
}

/** Share of all an agent's attempts that were of this type, times its success at it: who does little else, and does it well. */
export function specializationScore(record: TypeRecord | undefined, allAttempts: number): number | null {
  if (allAttempts < MIN_HISTORY_SAMPLES) return null;
  const { attempts, successes } = record ?? { attempts: 0, successes: 0 };
  return (attempts / allAttempts) * ((successes + 1) / (attempts + 2));
}

/** How new the task is to an agent, and how far its proficiency may still grow. */
const NOVELTY_SHARE = 0.7;

/** What giving the task to an agent would teach: most where little is known and much can grow. */
export function learningScore(novelty: number, capability: number | null): number {
  return capability === null ? novelty : NOVELTY_SHARE * novelty + (1 - NOVELTY_SHARE) * (1 - capability);
}
