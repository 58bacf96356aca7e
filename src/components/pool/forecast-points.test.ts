import { expect, test } from 'vitest';
import type { PoolForecastView } from '@/server/core/scaling/pool-view.ts';
import { chartPoints } from './forecast-points.ts';

const view: PoolForecastView = {
  poolId: 'p',
  from: new Date(10_000),
  bucketMs: 1_000,
  forecast: { kind: 'not_enough_data', buckets: 2, needed: 10 },
  measured: [4, 6],
  meanDurationMs: null,
  use: null,
  advisedTier: 'light',
};

test('[FP11] measured arrivals end where the forecast begins, and what is not known has no point', () => {
  const past = [
    { at: 8_000, measured: 4 },
    { at: 9_000, measured: 6 },
  ];
  expect(chartPoints(view)).toEqual(past);
  const points = [{ step: 1, expected: 5, lower: 3, upper: 7 }];
  const forecast = { kind: 'forecast', buckets: 20, seasonal: false, error: 1, points } as const;
  expect(chartPoints({ ...view, forecast: { ...forecast, points } })).toEqual([...past, { at: 10_000, expected: 5, interval: [3, 7] }]);
});
