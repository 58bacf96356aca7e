/** A measure with the number of samples behind it; the value is null when there are none. */
export interface Measure {
  value: number | null;
  samples: number;
}

export const UNMEASURED: Measure = { value: null, samples: 0 };

/** A share or mean of `samples` things; null for none. */
export function measure(value: number | null | undefined, samples: number): Measure {
  return samples === 0 || value === null || value === undefined || !Number.isFinite(value) ? { value: null, samples } : { value, samples };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Population variance. */
export function variance(values: readonly number[]): number | null {
  const average = mean(values);
  return average === null ? null : sum(values.map((value) => (value - average) ** 2)) / values.length;
}

/** The smallest value that at least `share` of the values do not exceed (nearest rank); null for none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
