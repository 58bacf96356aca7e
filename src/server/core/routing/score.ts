// The score of an agent for a task: a weighted mean of components in [0, 1]. A component that is null (nothing asked for, nothing
// measured) gives its weight to the others, so that neither an unknown agent nor an undemanding task is punished or rewarded for it.

export const COMPONENTS = ['capability', 'load', 'history', 'preference'] as const;
export type Component = (typeof COMPONENTS)[number];
export type ComponentScores = Readonly<Record<Component, number | null>>;

/** The weights; they sum to 1. */
export const WEIGHTS: Readonly<Record<Component, number>> = { capability: 0.4, load: 0.25, history: 0.2, preference: 0.15 };

/** An agent's record at a task type says something from this many attempts on. */
export const MIN_HISTORY_SAMPLES = 5;

/** The name under which decisions record how they were made; changes with weights and components. */
export const POLICY = 'weighted-mean/1';

/** A score under way: weighted values so far, and the weight they carry. */
export interface PartialScore {
  sum: number;
  weight: number;
}

/** The known ones of some components, summed up; the others are skipped. */
export function partialScore(components: Partial<ComponentScores>): PartialScore {
  const partial: PartialScore = { sum: 0, weight: 0 };
  for (const component of COMPONENTS) {
    const value = components[component];
    if (value === null || value === undefined) continue;
    partial.sum += WEIGHTS[component] * value;
    partial.weight += WEIGHTS[component];
  }
  return partial;
}

/** The score that a partial score becomes with one more component. */
export function addToScore(partial: PartialScore, weight: number, value: number): number {
  return (partial.sum + weight * value) / (partial.weight + weight);
}

/** Weighted mean of the components that are known; 0 when none is. */
export function scoreOf(components: ComponentScores): number {
  const { sum, weight } = partialScore(components);
  return weight === 0 ? 0 : sum / weight;
}

/** Free share of an agent's slots. */
export function loadScore(inFlight: number, slots: number): number {
  return Math.max(0, 1 - inFlight / slots);
}

/**
 * Success rate with one imagined success and one imagined failure (the mean of a Beta(1, 1) prior after the samples): five of five is
 * 0.86, not certainty. Null below MIN_HISTORY_SAMPLES.
 */
export function historyScore(stat: { attempts: number; successes: number } | undefined): number | null {
  if (stat === undefined || stat.attempts < MIN_HISTORY_SAMPLES) return null;
  return (stat.successes + 1) / (stat.attempts + 2);
}
