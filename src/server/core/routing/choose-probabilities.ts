// The probability that each of some candidates is the best, when each one's utility is believed to be normal and independent:
//
//   P(i best) = integral of density_i(x) * product over the others of P(utility_j <= x)
//
// by the midpoint rule over bins, with the exact mass of i in each bin: sharp beliefs beside vague ones lose nothing.

const BINS = 64;
/** Deviations around a mean that are looked at. */
const REACH = 4;
/** A belief is never sharper than this share of the range: two sharp ones in one bin are then a matter of degree. */
const SHARPEST = 1e-3;
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

/** @returns one probability per candidate; they sum to 1. Cost: candidates x bins. */
export function bestProbabilities(means: Float64Array, deviations: Float64Array): Float64Array {
  const count = means.length;
  const result = new Float64Array(count);
  if (count === 0) return result;
  const { low, width, sharpest } = binRange(means, deviations);
  // Nothing is in doubt: those with the highest mean share.
  if (width <= 0)
    return normalise(
      means.map((mean) => Number(mean >= low)),
      means,
    );
  const inBin = new Float64Array(count);
  const below = new Float64Array(count);
  const edges = new Float64Array(count);
  for (let bin = -1; bin < BINS; bin += 1) {
    // The first and the last bin hold everything beyond them.
    const edge = bin === BINS - 1 ? Number.POSITIVE_INFINITY : low + (bin + 1) * width;
    let all = 1;
    for (let at = 0; at < count; at += 1) {
      const deviation = Math.max(sharpest, deviations[at] as number);
      const mean = means[at] as number;
      const upTo = normalBelow((edge - mean) / deviation);
      inBin[at] = upTo - (edges[at] as number);
      edges[at] = upTo;
      below[at] = Math.max(1e-9, normalBelow((low + (bin + 0.5) * width - mean) / deviation));
      all *= below[at] as number;
    }
    for (let at = 0; at < count; at += 1) result[at] = (result[at] as number) + ((inBin[at] as number) * all) / (below[at] as number);
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
