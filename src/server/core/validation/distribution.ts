/** How many samples lie in each of some equal steps between the lowest and the highest. */
export interface Distribution {
  from: number;
  to: number;
  counts: number[];
}

/** Null without samples. All in one step when they are equal. */
export function distributionOf(values: readonly number[], steps: number): Distribution | null {
  if (values.length === 0) return null;
  const from = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const to = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const counts = new Array<number>(steps).fill(0);
  for (const value of values) {
    const at = to > from ? Math.min(steps - 1, Math.floor(((value - from) / (to - from)) * steps)) : 0;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { from, to, counts };
}
