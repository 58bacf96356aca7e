// The probability that each of some candidates is the best, when each one's utility is believed to be normal and independent:
//
//   P(i best) = integral of density_i(x) * product over the others of P(utility_j <= x)
//
// over bins: the exact mass of i in each bin, times the mean of the others' product at its two edges. Two beliefs sharper than a bin share
// it. Candidates of whom the same is believed stand at one place and are computed once.

const BINS = 64;
/** Deviations around a mean that are looked at. */
const REACH = 4;
/** A belief is never sharper than this share of the range: two sharp ones in one bin are then a matter of degree. */
const SHARPEST = 1e-3;
/** The product of the others is never divided by less. */
const LEAST = 1e-9;
const TABLE_STEPS = 512;
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
  if (places === 0) return result;
  const { low, width, sharpest } = binRange(means, deviations);
  // Nothing is in doubt: those with the highest mean share.
  if (width <= 0)
    return normalise(
      means.map((mean, at) => (mean >= low ? (counts?.[at] ?? 1) : 0)),
      means,
    );
  const reached = new Float64Array(places);
  const before = new Float64Array(places);
  const others = new Float64Array(places);
  for (let bin = 0; bin <= BINS; bin += 1) {
    // The first and the last bin hold everything beyond them.
    const edge = bin === BINS ? Number.POSITIVE_INFINITY : low + bin * width;
    let all = 1;
    for (let at = 0; at < places; at += 1) {
      const below = normalBelow((edge - (means[at] as number)) / Math.max(sharpest, deviations[at] as number));
      const count = counts === undefined ? 1 : (counts[at] as number);
      reached[at] = count === 1 ? below : below ** count;
      all *= Math.max(LEAST, reached[at] as number);
    }
    for (let at = 0; at < places; at += 1) {
      const upTo = reached[at] as number;
      const rest = all / Math.max(LEAST, upTo);
      result[at] = (result[at] as number) + 0.5 * (upTo - (before[at] as number)) * (rest + (others[at] as number));
      before[at] = upTo;
      others[at] = rest;
    }
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
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum > 0) return values.map((value) => value / sum);
  values[means.indexOf(means.reduce((best, mean) => Math.max(best, mean), Number.NEGATIVE_INFINITY))] = 1;
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
