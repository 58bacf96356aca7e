/** So many places are compared; the others, whose optimistic utility is lower, have their floor only. */
const PLACES = 16;
/** Deviations above its mean at which a candidate is ranked; as many below it, the best looking one rules others out. */
const OPTIMISM = 3;
/** What rounding may cost a utility. */
const ROUNDING = 1e-9;

/** Candidates of whom the same is believed. */
export interface Place {
  utility: number;
  /** As far as curiosity goes. */
  deviation: number;
  count: number;
  /** The utility that may be hoped for. */
  hope: number;
}

/** Candidates by position; one with utility -Infinity is none. */
export interface Outlooks {
  utilities: Float64Array;
  deviations: Float64Array;
  costs?: Float64Array | undefined;
}

/**
 * Who may be the best: the places with the highest optimistic utility, that of the best looking candidate first. One pass.
 * @param by.best position of the best looking candidate
 * @param by.dearest the highest cost that may be chosen, USD
 */
export function shortlistContenders(of: Outlooks, by: { curiosity: number; best: number; dearest: number }): Place[] {
  const { utilities, deviations, costs } = of;
  const { curiosity, best, dearest } = by;
  const first = placeOf(utilities[best] as number, curiosity * (deviations[best] as number));
  first.count = 0;
  const others: Place[] = [];
  let bar = first.utility - OPTIMISM * first.deviation - ROUNDING;
  for (let at = 0; at < utilities.length; at += 1) {
    const utility = utilities[at] as number;
    const deviation = curiosity * (deviations[at] as number);
    const isFirst = utility === first.utility && deviation === first.deviation;
    if (!isFirst && utility + OPTIMISM * deviation < bar) continue;
    if (costs !== undefined && !((costs[at] as number) <= dearest)) continue;
    if (isFirst) first.count += 1;
    else enter(others, utility, deviation);
    if (others.length === PLACES - 1) bar = Math.max(bar, (others[others.length - 1] as Place).hope);
  }
  return [first, ...others];
}

function placeOf(utility: number, deviation: number): Place {
  return { utility, deviation, count: 1, hope: utility + OPTIMISM * deviation };
}

/** Keeps the list in order of hope, the highest first; among equals the earlier one stays. */
function enter(places: Place[], utility: number, deviation: number): void {
  const hope = utility + OPTIMISM * deviation;
  let at = places.length;
  while (at > 0 && (places[at - 1] as Place).hope < hope) at -= 1;
  for (let same = at - 1; same >= 0 && (places[same] as Place).hope === hope; same -= 1) {
    const place = places[same] as Place;
    if (place.utility !== utility) continue;
    place.count += 1;
    return;
  }
  if (at === PLACES - 1) return;
  if (places.length === PLACES - 1) places.pop();
  places.splice(at, 0, placeOf(utility, deviation));
}
