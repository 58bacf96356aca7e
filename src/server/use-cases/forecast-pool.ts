import { type ArrivalForecast, BUCKET_MS, forecastArrivals } from '../core/scaling/forecast-arrivals.ts';
import type { Pool } from '../core/scaling/pool.ts';
import type { PoolForecastView } from '../core/scaling/pool-view.ts';
import { adviseTier, TIER_LIMITS } from '../core/scaling/tiers.ts';
import { readArrivals, readNow, readPoolMembers, readPoolWork, rollUpArrivals } from '../db/pool-demand.ts';
import type { Deps } from '../deps.ts';
import { livingMembers, loadPool } from './read-pool.ts';

/** Buckets ahead that are shown: 12 hours. */
const SHOWN_STEPS = 48;
const SHOWN_MEASURED = 96;
const HOUR_MS = 3_600_000;

/** Stored buckets as a row without gaps: what nobody counted in a long silence of ours counts as nothing. */
function withoutGaps(buckets: { at: Date; arrivals: number }[]): number[] {
  const counts: number[] = [];
  const first = buckets[0]?.at.getTime() ?? 0;
  for (const { at, arrivals } of buckets) {
    const place = Math.round((at.getTime() - first) / BUCKET_MS);
    while (counts.length < place) counts.push(0);
    counts.push(arrivals);
  }
  return counts;
}

/** Counts what came since the last look and forecasts what comes. */
export async function forecastPool(
  deps: Pick<Deps, 'db'>,
  pool: Pool,
  { now, steps }: { now: Date; steps: number },
): Promise<{ forecast: ArrivalForecast; counts: number[] }> {
  await rollUpArrivals(deps.db.pool, pool, { bucketMs: BUCKET_MS, now });
  const counts = withoutGaps(await readArrivals(deps.db.pool, pool.id));
  return { forecast: forecastArrivals(counts, steps), counts };
}

/** @throws NotFoundError */
export async function readPoolForecast(deps: Pick<Deps, 'db'>, id: string): Promise<PoolForecastView> {
  const pool = await loadPool(deps, id);
  const now = await readNow(deps.db.pool);
  const [{ forecast, counts }, work, members] = await Promise.all([
    forecastPool(deps, pool, { now, steps: SHOWN_STEPS }),
    readPoolWork(deps.db.pool, pool.name, now),
    readPoolMembers(deps.db.pool),
  ]);
  const slots = livingMembers(members.get(pool.name)).length * TIER_LIMITS[pool.tier].tasks;
  const use = slots === 0 ? null : Math.min(1, work.busyMs / (slots * HOUR_MS));
  return {
    poolId: pool.id,
    from: new Date(Math.floor(now.getTime() / BUCKET_MS) * BUCKET_MS),
    bucketMs: BUCKET_MS,
    forecast,
    measured: counts.slice(-SHOWN_MEASURED),
    meanDurationMs: work.meanDurationMs,
    use,
    advisedTier: adviseTier(pool.tier, use),
  };
}
