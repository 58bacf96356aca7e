// The probability that each of some candidates is the best, when each one's utility is believed to be normal and independent:
//
//   P(i best) = integral of density_i(x) * product over the others of P(utility_j <= x)
//
// over bins: the exact mass of i in each bin, times the mean of the others' product at its two edges. Two beliefs sharper than a bin share
// it. Candidates of whom the same is believed stand at one place and are computed once.

const BINS = 40;
/** Deviations around a mean that are looked at. */
const REACH = 3.5;
/** A belief is never sharper than this share of the range: two sharp ones in one bin are then a matter of degree. */
const SHARPEST = 1e-3;
/** A bin narrower than this share of the utilities holds nothing but rounding. */
const NO_DOUBT = 1e-12;
/** Utilities below are 0. */
const SMALLEST = 1e-100;
const TABLE_STEPS = 256;
const TABLE_REACH = 6;

const TABLE = buildTable();

/** The normal distribution function, from a table; exact to 1e-6. */
export function normalBelow(z: number): number {
  if (z <= -TABLE_REACH) return 0;
  if (z >= TABLE_REACH) return 1;
  const at = (z + TABLE_REACH) * TABLE_STEPS;
  const step = Math.floor(at);
  const low = TABLE[step] as number;
  return low + (at - step) * ((TABLE[step + 1] as number) - low);
}

/**
 * @param counts how many like candidates stand at each place; one when absent
 * @returns by place, the probability that one of those there is the best; they sum to 1. Cost: places x bins.
 */
export function bestProbabilities(means: Float64Array, deviations: Float64Array, counts?: Float64Array): Float64Array {
  const places = means.length;
  const result = new Float64Array(places);
  if (places <= 1) return result.fill(1);
  const { low, width, sharpest } = binRange(means, deviations);
  // Nothing is in doubt: those with the highest mean share.
  if (width <= NO_DOUBT * Math.max(SMALLEST, Math.abs(low))) {
    for (let at = 0; at < places; at += 1) if ((means[at] as number) >= low) result[at] = counts?.[at] ?? 1;
    return normalise(result, means);
  }
  const edges = BINS + 1;
  const reached = new Float64Array(places * edges);
  const earlier = new Float64Array(places * edges);
  const product = new Float64Array(edges).fill(1);
  for (let at = 0; at < places; at += 1) {
    const sharpness = 1 / Math.max(sharpest, deviations[at] as number);
    const from = (low - (means[at] as number)) * sharpness;
    const count = counts?.[at] ?? 1;
    for (let edge = 0; edge < edges; edge += 1) {
      // The first and the last bin hold everything beyond them.
      const below = edge === BINS ? 1 : normalBelow(from + edge * width * sharpness);
      reached[at * edges + edge] = below;
      earlier[at * edges + edge] = product[edge] as number;
      product[edge] = (product[edge] as number) * (count === 1 ? below : below ** count);
    }
  }
  const later = product.fill(1);
  for (let at = places - 1; at >= 0; at -= 1) {
    const count = counts?.[at] ?? 1;
    let [sum, before, others] = [0, 0, 0];
    for (let edge = 0; edge < edges; edge += 1) {
      const upTo = reached[at * edges + edge] as number;
      // Whoever stands at the same place is among the others of each one there.
      const alike = count === 1 ? 1 : upTo ** (count - 1);
      const rest = (earlier[at * edges + edge] as number) * (later[edge] as number) * alike;
      later[edge] = (later[edge] as number) * alike * upTo;
      sum += 0.5 * (upTo - before) * (rest + others);
      before = upTo;
      others = rest;
    }
    result[at] = count * sum;
  }
  return normalise(result, means);
}

function binRange(means: Float64Array, deviations: Float64Array): { low: number; width: number; sharpest: number } {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < means.length; at += 1) {
    const reach = REACH * (deviations[at] as number);
    low = Math.max(low, (means[at] as number) - reach);
    high = Math.max(high, (means[at] as number) + reach);
  }
  return { low, width: (high - low) / BINS, sharpest: (high - low) * SHARPEST };
}

/** Should the sum be lost to rounding, the highest mean takes all. */
function normalise(values: Float64Array, means: Float64Array): Float64Array {
  let sum = 0;
  let highest = 0;
  for (let at = 0; at < values.length; at += 1) {
    sum += values[at] as number;
    if ((means[at] as number) > (means[highest] as number)) highest = at;
  }
  if (sum > 0) for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) / sum;
  else values[highest] = 1;
  return values;
}

/** Integrates the density with Simpson's rule from the left end; the density beyond it is 1e-9. */
function buildTable(): Float64Array {
  const size = 2 * TABLE_REACH * TABLE_STEPS;
  const table = new Float64Array(size + 2);
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  for (let step = 0; step <= size; step += 1) {
    const z = step / TABLE_STEPS - TABLE_REACH;
    const piece = density(z) + 4 * density(z + 0.5 / TABLE_STEPS) + density(z + 1 / TABLE_STEPS);
    table[step + 1] = (table[step] as number) + piece / (6 * TABLE_STEPS);
  }
  return table;
}
