// What another routing policy would have achieved on decisions that were really made, from their logged propensities. Three estimates of
// the same value (Dudik, Langford, Li: Doubly Robust Policy Evaluation and Learning, 2011): importance weighting, its self-normalised
// form, and the doubly robust one that corrects a model's guess by what was observed.

/** One decision whose outcome is known. */
export interface LoggedChoice {
  /** Probability with which the logging policy chose what it chose; above 0. */
  propensity: number;
  /** Probability with which the target policy would have chosen the same. */
  target: number;
  /** What came of it, 0..1. */
  reward: number;
  /** Expected reward of what was chosen, by a model that did not see this outcome; null without one. */
  predicted: number | null;
  /** Expected reward of the target policy on this decision, by the same model; null without one. */
  predictedTarget: number | null;
}

/** An estimated mean with its 95 % interval. */
export interface ValueEstimate {
  mean: number;
  low: number;
  high: number;
}

export interface OffPolicyEstimate {
  /** Decisions looked at. */
  samples: number;
  /** (sum of weights)^2 / sum of squares (Kish): how many decisions of the target policy the log is worth. */
  effectiveSamples: number;
  /** Share of decisions whose weight was cut at `maxWeight`. */
  clipped: number;
  /** Mean reward as logged; null without decisions. */
  logged: ValueEstimate | null;
  /** Null while there is not enough to say. */
  importance: ValueEstimate | null;
  selfNormalised: ValueEstimate | null;
  /** Null also when some decision has no model's guess. */
  doublyRobust: ValueEstimate | null;
  enough: boolean;
}

/** Below this many effective samples nothing is estimated. */
export const MIN_EFFECTIVE_SAMPLES = 30;
/** Weights above are cut: a little bias against a variance that one decision can dominate. */
export const DEFAULT_MAX_WEIGHT = 20;

const Z95 = 1.959_963_984_540_054;

/** Terms that are all alike still leave room for one that was not seen: 95 % reach 3 / n (the rule of three). */
const LEAST_REACH = 3;

/** Mean and standard-error interval of independent terms, kept within 0..1. */
function estimate(terms: readonly number[]): ValueEstimate {
  const mean = terms.reduce((sum, term) => sum + term, 0) / terms.length;
  const squares = terms.reduce((sum, term) => sum + (term - mean) ** 2, 0);
  const error = terms.length < 2 ? 1 : Math.sqrt(squares / (terms.length - 1) / terms.length);
  const reach = Math.max(Z95 * error, LEAST_REACH / terms.length);
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return { mean: within(mean), low: within(mean - reach), high: within(mean + reach) };
}

/** Ratio estimate; its terms are the linearised residuals (Owen: Monte Carlo theory, 9.2). */
function selfNormalise(choices: readonly LoggedChoice[], weights: readonly number[]): ValueEstimate {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = choices.reduce((sum, choice, at) => sum + (weights[at] as number) * choice.reward, 0) / total;
  const scale = choices.length / total;
  return estimate(choices.map((choice, at) => mean + scale * (weights[at] as number) * (choice.reward - mean)));
}

function doublyRobust(choices: readonly LoggedChoice[], weights: readonly number[]): ValueEstimate | null {
  const terms: number[] = [];
  for (const [at, { reward, predicted, predictedTarget }] of choices.entries()) {
    if (predicted === null || predictedTarget === null) return null;
    terms.push(predictedTarget + (weights[at] as number) * (reward - predicted));
  }
  return estimate(terms);
}

/** Estimates the target policy's mean reward from logged decisions. @throws RangeError for a propensity that is not above 0 */
export function estimateOffPolicy(choices: readonly LoggedChoice[], maxWeight = DEFAULT_MAX_WEIGHT): OffPolicyEstimate {
  let clipped = 0;
  const weights = choices.map(({ propensity, target }) => {
    if (!(propensity > 0)) throw new RangeError('a logged choice needs a propensity above 0');
    const weight = target / propensity;
    if (weight > maxWeight) clipped += 1;
    return Math.min(maxWeight, weight);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const effectiveSamples = squares === 0 ? 0 : (total * total) / squares;
  const enough = effectiveSamples >= MIN_EFFECTIVE_SAMPLES;
  return {
    samples: choices.length,
    effectiveSamples,
    clipped: choices.length === 0 ? 0 : clipped / choices.length,
    logged: choices.length === 0 ? null : estimate(choices.map((choice) => choice.reward)),
    importance: enough ? estimate(choices.map((choice, at) => (weights[at] as number) * choice.reward)) : null,
    selfNormalised: enough ? selfNormalise(choices, weights) : null,
    doublyRobust: enough ? doublyRobust(choices, weights) : null,
    enough,
  };
}
