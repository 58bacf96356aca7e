/** How fast a place in a list loses its worth; the value of the paper (Cormack, Clarke, Büttcher 2009). */
const DEPTH = 60;

/**
 * Reciprocal rank fusion: what several searches found, each best first, under one score per id, which needs no common scale. Who is in two
 * lists beats who is in one at the same place.
 */
export function fuseRanks(lists: readonly (readonly string[])[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const list of lists) for (const [place, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (DEPTH + place + 1));
  return scores;
}
