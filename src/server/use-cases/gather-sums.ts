import { alignBegin, planSegments } from '../core/metrics/point-grid.ts';
import { addSums, type WindowSums } from '../core/metrics/window-sums.ts';
import { readPointsUntil } from '../db/metric-points.ts';
import { readStoredSums } from '../db/metric-sums.ts';
import type { MetricWindow } from '../db/read-metrics.ts';
import type { Deps } from '../deps.ts';
import { sumRows } from './sum-rows.ts';

/**
 * What a window that ends now adds up to: the sums of its folded buckets, and the rows since the last of them. The window is made to begin
 * with a bucket, so it may begin some seconds earlier than was asked for; where buckets of it were not folded, rows are read for all of it.
 * @returns the sums, and the window they are of
 */
export async function gatherSums(deps: Pick<Deps, 'db'>, asked: MetricWindow): Promise<{ window: MetricWindow; sums: WindowSums }> {
  const to = asked.to.getTime();
  const { until, since } = await readPointsUntil(deps.db.pool);
  const from = alignBegin({ from: asked.from.getTime(), to });
  const segments = since === null || since > from ? [] : planSegments({ from, to }, until);
  const reached = segments.at(-1)?.to;
  if (reached === undefined) return { window: asked, sums: await sumRows(deps, asked) };
  const [stored, rest] = await Promise.all([
    readStoredSums(deps.db.pool, segments),
    sumRows(deps, { from: new Date(reached), to: asked.to }),
  ]);
  const sums = addSums([...stored, { from: reached, to, sums: rest }], to);
  return { window: { from: new Date(from), to: asked.to }, sums };
}
