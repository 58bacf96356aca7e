import { bestProbabilities } from './choose-probabilities.ts';

// Chooses one of many candidates: mostly the one that is expected to be best, sometimes one that may be better than it looks. First the
// probability of every candidate is computed, then one draw decides, so that the logged probability is exact:
//
//   how likely is each the best (by a tempered belief) -> what exploring may cost -> its share -> the floor of everyone -> draw

/** Candidates by position. `utilities` and `deviations` are those of a normal belief on any one scale. */
export interface ChoiceOptions {
  utilities: Float64Array;
  deviations: Float64Array;
  /** Expected money per candidate, USD; without it, exploring costs nothing. */
  costs?: Float64Array;
}

export interface ChoiceLimits {
  /** How much of its uncertainty a candidate is explored for: 0 never, 1 as often as it may be the best (Thompson sampling). */
  curiosity: number;
  /** The largest probability, 0..1, with which others than the best looking are chosen, floors not counted. */
  exploreShare: number;
  /** The probability, 0..1, that is spread evenly over all affordable candidates, the best looking one included. */
  floorShare: number;
  /** What a choice may cost above the best looking candidate's expected cost, USD; null: no limit. Dearer candidates get no floor. */
  extraUsd: number | null;
}

export const DEFAULT_LIMITS: ChoiceLimits = { curiosity: 0.3, exploreShare: 0.5, floorShare: 0.005, extraUsd: null };

export interface Choice {
  /** Position of the candidate. */
  chosen: number;
  /** The exact probability with which it was chosen. */
  propensity: number;
  /** Position of the candidate with the highest utility; among equals the first. */
  best: number;
  /** True when the chosen one looked worse than the best. */
  explored: boolean;
  /** By position; they sum to 1. */
  probabilities: Float64Array;
}

/** Utilities closer than this are equal: to choose among equals is not to explore. */
const TIE = 1e-9;
/** So many candidates are compared; the others, whose optimistic utility is lower, have their floor only. */
const COMPARED = 64;
/** Deviations above its mean at which a candidate is ranked for comparison. */
const OPTIMISM = 3;

/**
 * @param draw uniform in [0, 1), the only chance in the choice
 * @throws RangeError when there is no candidate
 */
export function chooseAgent(options: ChoiceOptions, limits: ChoiceLimits, draw: number): Choice {
  const probabilities = choiceProbabilities(options, limits);
  const chosen = pick(probabilities, draw);
  const best = indexOfBest(options.utilities);
  return {
    chosen,
    propensity: probabilities[chosen] as number,
    best,
    explored: looksWorse(options, chosen, best),
    probabilities,
  };
}

/**
 * The probability of every candidate, by position. Linear in the candidates.
 * @throws RangeError when there is no candidate
 */
export function choiceProbabilities(options: ChoiceOptions, limits: ChoiceLimits): Float64Array {
  const { utilities, deviations } = options;
  if (utilities.length === 0) throw new RangeError('There is nobody to choose from.');
  const best = indexOfBest(utilities);
  const dearest = dearestOf(options, limits, best);
  const compared = shortlist(options, limits.curiosity, best).filter((at) => isAffordable(at, dearest, options.costs));
  const likely = bestProbabilities(
    Float64Array.from(compared, (at) => utilities[at] as number),
    Float64Array.from(compared, (at) => limits.curiosity * (deviations[at] as number)),
  );
  const probabilities = new Float64Array(utilities.length);
  for (const [place, at] of compared.entries()) probabilities[at] = likely[place] as number;
  limitShare(probabilities, { options, best, share: limits.exploreShare });
  addFloor(probabilities, { share: limits.floorShare, dearest, costs: options.costs });
  return probabilities;
}

function indexOfBest(utilities: Float64Array): number {
  let best = 0;
  for (let at = 1; at < utilities.length; at += 1) if ((utilities[at] as number) > (utilities[best] as number)) best = at;
  return best;
}

function looksWorse({ utilities }: ChoiceOptions, at: number, best: number): boolean {
  return (utilities[at] as number) < (utilities[best] as number) - TIE;
}

/** The highest cost that may be chosen, USD. */
function dearestOf({ costs }: ChoiceOptions, { extraUsd }: ChoiceLimits, best: number): number {
  return costs === undefined || extraUsd === null ? Number.POSITIVE_INFINITY : (costs[best] as number) + Math.max(0, extraUsd);
}

function isAffordable(at: number, dearest: number, costs: Float64Array | undefined): boolean {
  return costs === undefined || (costs[at] as number) <= dearest;
}

/** The positions with the highest optimistic utility, in order of position; among equals the first. The best looking is always there. */
function shortlist({ utilities, deviations }: ChoiceOptions, curiosity: number, best: number): number[] {
  if (utilities.length <= COMPARED) return Array.from(utilities.keys());
  const hopes = new Float64Array(utilities.length);
  for (let at = 0; at < hopes.length; at += 1) hopes[at] = (utilities[at] as number) + OPTIMISM * curiosity * (deviations[at] as number);
  const threshold = Float64Array.from(hopes).sort()[hopes.length - COMPARED] as number;
  const kept: number[] = [];
  for (let at = 0; at < hopes.length; at += 1) if ((hopes[at] as number) > threshold) kept.push(at);
  for (let at = 0; kept.length < COMPARED; at += 1) if (hopes[at] === threshold) kept.push(at);
  if (!kept.includes(best)) kept[kept.length - 1] = best;
  return kept.sort((a, b) => a - b);
}

/** What is above the limit goes to those that look best. */
function limitShare(probabilities: Float64Array, of: { options: ChoiceOptions; best: number; share: number }): void {
  let exploring = 0;
  for (let at = 0; at < probabilities.length; at += 1) if (looksWorse(of.options, at, of.best)) exploring += probabilities[at] as number;
  if (exploring <= of.share) return;
  const settled = 1 - exploring;
  for (let at = 0; at < probabilities.length; at += 1) {
    const probability = probabilities[at] as number;
    if (looksWorse(of.options, at, of.best)) probabilities[at] = (probability * of.share) / exploring;
    else if (settled > 0) probabilities[at] = (probability * (1 - of.share)) / settled;
  }
  if (settled <= 0) probabilities[of.best] = 1 - of.share;
}

function addFloor(probabilities: Float64Array, of: { share: number; dearest: number; costs: Float64Array | undefined }): void {
  const { share, dearest, costs } = of;
  let affordable = 0;
  for (let at = 0; at < probabilities.length; at += 1) if (isAffordable(at, dearest, costs)) affordable += 1;
  const floor = share / affordable;
  for (let at = 0; at < probabilities.length; at += 1) {
    probabilities[at] = (1 - share) * (probabilities[at] as number) + (isAffordable(at, dearest, costs) ? floor : 0);
  }
}

/** The candidate at whose place in the cumulated probabilities the draw lies. */
function pick(probabilities: Float64Array, draw: number): number {
  let left = draw;
  let last = 0;
  for (let at = 0; at < probabilities.length; at += 1) {
    const probability = probabilities[at] as number;
    if (probability <= 0) continue;
    if (left < probability) return at;
    left -= probability;
    last = at;
  }
  return last;
}
