import { COMPONENTS, type Component, type Weights } from '@/server/core/routing/weights.ts';

/** Weights in whole per cent; they sum to 100. */
export type Percents = Readonly<Record<Component, number>>;

const WHOLE = 100;

/** Rounds shares to whole per cent that keep their sum: what is left over goes to the largest remainders. */
function roundToWhole(shares: Readonly<Record<Component, number>>, sum: number, among: readonly Component[]): Record<Component, number> {
  const result = Object.fromEntries(COMPONENTS.map((each) => [each, 0])) as Record<Component, number>;
  for (const each of among) result[each] = Math.floor(shares[each]);
  let left = sum - among.reduce((total, each) => total + result[each], 0);
  const byRemainder = among.toSorted((a, b) => shares[b] - result[b] - (shares[a] - result[a]));
  for (let at = 0; left > 0 && byRemainder.length > 0; at += 1, left -= 1) {
    const each = byRemainder[at % byRemainder.length] as Component;
    result[each] += 1;
  }
  return result;
}

export function toPercents(weights: Weights): Percents {
  const shares = Object.fromEntries(COMPONENTS.map((each) => [each, weights[each] * WHOLE])) as Record<Component, number>;
  return roundToWhole(shares, WHOLE, COMPONENTS);
}

export function toWeights(percents: Percents): Weights {
  return Object.fromEntries(COMPONENTS.map((each) => [each, percents[each] / WHOLE])) as Weights;
}

/** Sets one weight; the others give or take in proportion, so that the sum stays 100. Where they are all 0 they share evenly. */
export function setPercent(percents: Percents, component: Component, value: number): Percents {
  const wanted = Math.min(WHOLE, Math.max(0, Math.round(value)));
  const rest = WHOLE - wanted;
  const others = COMPONENTS.filter((each) => each !== component);
  const before = others.reduce((sum, each) => sum + percents[each], 0);
  const share = (each: Component) => (before === 0 ? rest / others.length : (percents[each] / before) * rest);
  const shares = Object.fromEntries(COMPONENTS.map((each) => [each, each === component ? 0 : share(each)])) as Record<Component, number>;
  // A weight of 0 stays 0 while others can take the rounding.
  const among = before === 0 ? others : others.filter((each) => percents[each] > 0);
  return { ...roundToWhole(shares, rest, among), [component]: wanted };
}
