import type { PoolForecastView } from '@/server/core/scaling/pool-view.ts';

/** One bucket on the chart; what does not apply to it is left out, so that gaps are gaps. */
export interface ChartPoint {
  /** Start of the bucket, epoch ms. */
  at: number;
  measured?: number;
  expected?: number;
  /** Lower and upper end of the interval. */
  interval?: [number, number];
}

/** What was measured, then what is expected. */
export function chartPoints({ from, bucketMs, measured, forecast }: PoolForecastView): ChartPoint[] {
  const start = from.getTime();
  const past = measured.map((count, place): ChartPoint => ({ at: start - (measured.length - place) * bucketMs, measured: count }));
  if (forecast.kind === 'not_enough_data') return past;
  const ahead = forecast.points.map(
    ({ step, expected, lower, upper }): ChartPoint => ({ at: start + (step - 1) * bucketMs, expected, interval: [lower, upper] }),
  );
  return [...past, ...ahead];
}
