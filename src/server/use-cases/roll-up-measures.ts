import { dueBuckets, keptHours, RESOLUTIONS, type Resolution, type Stretch } from '../core/metrics/point-grid.ts';
import { findCoarseBuckets, findEventfulBuckets, keepPointsUntil, prunePoints, readPointsUntil, writePoints } from '../db/metric-points.ts';
import { LAG_MS } from '../db/metric-totals.ts';
import type { Deps } from '../deps.ts';
import { measureBetween } from './measure-between.ts';

/** The next finer resolution of a coarse one. */
const FINER: Partial<Record<Resolution, Resolution>> = { 60: 10, 3600: 60 };

function findBuckets(deps: Pick<Deps, 'db'>, resolution: Resolution, stretch: Stretch): Promise<number[]> {
  const fine = FINER[resolution];
  if (fine === undefined) return findEventfulBuckets(deps.db.pool, stretch);
  return findCoarseBuckets(deps.db.pool, stretch, { coarse: resolution, fine });
}

/**
 * Measures every bucket that is over and was not measured yet, at all three resolutions, and keeps the points. A bucket in which nothing
 * happened costs nothing. Done twice, it is the same. For a duty of the fleet.
 * @param asOf epoch ms; now when left out
 * @returns how many points were written
 */
export async function rollUpMeasures(deps: Pick<Deps, 'db' | 'feed'>, asOf?: number): Promise<number> {
  const { now: storeTime, until } = await readPointsUntil(deps.db.pool);
  const now = asOf ?? storeTime;
  const next = { ...until };
  let points = 0;
  for (const resolution of RESOLUTIONS) {
    const stretch = dueBuckets(resolution, { until: until[resolution] ?? null, now: now - LAG_MS });
    if (stretch === null) continue;
    for (const at of await findBuckets(deps, resolution, stretch)) {
      const window = { from: new Date(at), to: new Date(at + resolution * 1_000) };
      const { measures } = await measureBetween(deps, window, false);
      points += await writePoints(deps.db.pool, { resolution, at }, measures);
    }
    next[resolution] = stretch.to;
  }
  await keepPointsUntil(deps.db.pool, next);
  if (points > 0) deps.feed.publish(['metrics']);
  return points;
}

/** Removes the points that have been kept long enough. @returns how many */
export async function forgetPoints(deps: Pick<Deps, 'db' | 'env'>): Promise<number> {
  let removed = 0;
  for (const resolution of RESOLUTIONS) {
    removed += await prunePoints(deps.db.pool, resolution, keptHours(resolution, deps.env.METRICS_RETENTION_HOURS));
  }
  return removed;
}
