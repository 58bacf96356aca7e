import { bestProbabilities } from './choose-probabilities.ts';
import { type Outlooks, type Place, shortlistContenders } from './shortlist-contenders.ts';

// Chooses one of many candidates: mostly the one that is expected to be best, sometimes one that may be better than it looks. First the
// probabilities are computed, then one draw decides, so that the logged probability is exact:
//
//   how likely is each the best (by a tempered belief) -> its share of exploring -> the floor of everyone -> draw
//
// A probability is held by place, which is all candidates of whom the same is believed; beyond the shortlist there is the floor alone. So
// a choice costs one look at every candidate.

/** Candidates by position. Utilities and deviations are those of a normal belief on any one scale; costs are expected money, USD. */
export type ChoiceOptions = Outlooks;

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
  /** Of any position; over all of them they sum to 1. */
  probabilityOf(at: number): number;
}

/** Utilities closer than this are equal: to choose among equals is not to explore. */
const TIE = 1e-9;

/** What a draw decides between. */
interface Odds {
  best: number;
  dearest: number;
  places: Place[];
  /** By place, for one candidate there; the floor not counted. */
  each: Float64Array;
  /** Of everybody who is affordable. */
  floor: number;
  curiosity: number;
}

/**
 * @param draw uniform in [0, 1), the only chance in the choice
 * @throws RangeError when there is no candidate
 */
export function chooseAgent(options: ChoiceOptions, limits: ChoiceLimits, draw: number): Choice {
  const odds = oddsOf(options, limits);
  const chosen = pick(options, odds, draw);
  const { best } = odds;
  const probabilityOf = (at: number) => probabilityIn(options, odds, at);
  const explored = looksWorse(options.utilities[chosen] as number, options.utilities[best] as number);
  return { chosen, propensity: probabilityOf(chosen), best, explored, probabilityOf };
}

function oddsOf(options: ChoiceOptions, limits: ChoiceLimits): Odds {
  const { utilities, costs } = options;
  const best = indexOfBest(utilities);
  if (best === -1) throw new RangeError('There is nobody to choose from.');
  const { extraUsd, floorShare } = limits;
  const dearest = costs === undefined || extraUsd === null ? Number.POSITIVE_INFINITY : (costs[best] as number) + Math.max(0, extraUsd);
  const places = shortlistContenders(options, { curiosity: limits.curiosity, best, dearest });
  const likely = likelyBest(places);
  limitShare(likely, { places, share: limits.exploreShare });
  for (let at = 0; at < places.length; at += 1) likely[at] = ((1 - floorShare) * (likely[at] as number)) / (places[at] as Place).count;
  return { best, dearest, places, each: likely, floor: floorShare / countAble(options, dearest), curiosity: limits.curiosity };
}

function likelyBest(places: readonly Place[]): Float64Array {
  const means = new Float64Array(places.length);
  const deviations = new Float64Array(places.length);
  const counts = new Float64Array(places.length);
  for (let at = 0; at < places.length; at += 1) {
    const { utility, deviation, count } = places[at] as Place;
    means[at] = utility;
    deviations[at] = deviation;
    counts[at] = count;
  }
  return bestProbabilities(means, deviations, counts);
}

/** The first of the highest; -1 when there is no candidate. */
function indexOfBest(utilities: Float64Array): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < utilities.length; at += 1) {
    if ((utilities[at] as number) <= highest) continue;
    best = at;
    highest = utilities[at] as number;
  }
  return best;
}

function looksWorse(utility: number, best: number): boolean {
  return utility < best - TIE;
}

function isAble({ utilities, costs }: ChoiceOptions, at: number, dearest: number): boolean {
  return (utilities[at] as number) > Number.NEGATIVE_INFINITY && (costs === undefined || (costs[at] as number) <= dearest);
}

function countAble(options: ChoiceOptions, dearest: number): number {
  let able = 0;
  for (let at = 0; at < options.utilities.length; at += 1) able += Number(isAble(options, at, dearest));
  return able;
}

/** What is above the limit goes to those that look best. The first place is the best looking one. */
function limitShare(likely: Float64Array, { places, share }: { places: readonly Place[]; share: number }): void {
  const best = (places[0] as Place).utility;
  let exploring = 0;
  for (let at = 0; at < likely.length; at += 1) if (looksWorse((places[at] as Place).utility, best)) exploring += likely[at] as number;
  if (exploring <= share) return;
  const settled = 1 - exploring;
  for (let at = 0; at < likely.length; at += 1) {
    const probability = likely[at] as number;
    if (looksWorse((places[at] as Place).utility, best)) likely[at] = (probability * share) / exploring;
    else if (settled > 0) likely[at] = (probability * (1 - share)) / settled;
  }
  if (settled <= 0) likely[0] = 1 - share;
}

function probabilityIn(options: ChoiceOptions, odds: Odds, at: number): number {
  if (!isAble(options, at, odds.dearest)) return 0;
  const place = odds.places.findIndex((each) => isAt(options, odds, { at, place: each }));
  return (place === -1 ? 0 : (odds.each[place] as number)) + odds.floor;
}

/** The places come first on the line that the draw lies on, then the floor, one step for everybody. */
function pick(options: ChoiceOptions, odds: Odds, draw: number): number {
  let left = draw;
  for (let at = 0; at < odds.places.length; at += 1) {
    const each = odds.each[at] as number;
    const place = odds.places[at] as Place;
    if (left < each * place.count) return find(options, odds, { place, nth: Math.floor(left / each) });
    left -= each * place.count;
  }
  return odds.floor > 0 ? find(options, odds, { place: null, nth: Math.floor(left / odds.floor) }) : odds.best;
}

function isAt({ utilities, deviations }: ChoiceOptions, { curiosity }: Odds, of: { at: number; place: Place }): boolean {
  return utilities[of.at] === of.place.utility && curiosity * (deviations[of.at] as number) === of.place.deviation;
}

/** The nth affordable candidate, of a place or of all; rounding may ask for one more than there are, which is then the last. */
function find(options: ChoiceOptions, odds: Odds, { place, nth }: { place: Place | null; nth: number }): number {
  let seen = 0;
  let last = odds.best;
  for (let at = 0; at < options.utilities.length && seen <= nth; at += 1) {
    if ((place !== null && !isAt(options, odds, { at, place })) || !isAble(options, at, odds.dearest)) continue;
    last = at;
    seen += 1;
  }
  return last;
}
