import { setTimeout as pause } from 'node:timers/promises';
import { dueBuckets, keptHours, RESOLUTIONS, type Resolution, type Stretch, SUMS_KEPT_HOURS } from '../core/metrics/point-grid.ts';
import { addSums, isQuiet, type WindowSums } from '../core/metrics/window-sums.ts';
import {
  findEventfulBuckets,
  keepPointsUntil,
  type PointsUntil,
  PRUNE_BATCH,
  prunePoints,
  readPointsUntil,
  writePoints,
} from '../db/metric-points.ts';
import { findSummedBuckets, pruneSums, readStoredSums, writeSums } from '../db/metric-sums.ts';
import { LAG_MS } from '../db/metric-totals.ts';
import type { Deps } from '../deps.ts';
import { measureBetween } from './measure-between.ts';
import { sumRows } from './sum-rows.ts';

type Door = Pick<Deps, 'db' | 'feed'>;

/** Batches per look and resolution: a look every ten minutes removes many times what is written in between. */
const PRUNE_BATCHES = 40;
/** How much longer than a batch takes there is none, and at most. */
const REST = 9;
const MOST_REST_MS = 2_000;

/** The next finer resolution of a coarse one. */
const FINER: Partial<Record<Resolution, Resolution>> = { 60: 10, 3600: 60 };

/** One bucket is simply read; which of many have anything in them is asked for first. */
function findBuckets({ db: { pool } }: Door, resolution: Resolution, stretch: Stretch): Promise<number[]> | number[] {
  const fine = FINER[resolution];
  if (fine !== undefined) return findSummedBuckets(pool, stretch, { coarse: resolution, fine });
  return stretch.to - stretch.from === resolution * 1_000 ? [stretch.from] : findEventfulBuckets(pool, stretch);
}

/** What a bucket adds up to: of ten seconds from its rows, of a coarser one from finer ones where all of those were folded. */
async function sumBucket(deps: Door, resolution: Resolution, bucket: Stretch & { folded: boolean }): Promise<WindowSums> {
  const fine = FINER[resolution];
  if (fine === undefined || !bucket.folded) return sumRows(deps, { from: new Date(bucket.from), to: new Date(bucket.to) });
  return addSums(await readStoredSums(deps.db.pool, [{ resolution: fine, from: bucket.from, to: bucket.to }]), bucket.to);
}

/** @returns how many points were written */
async function foldBucket(deps: Door, resolution: Resolution, bucket: Stretch & { folded: boolean }): Promise<number> {
  const sums = await sumBucket(deps, resolution, bucket);
  const window = { from: new Date(bucket.from), to: new Date(bucket.to) };
  const { measures } = await measureBetween(deps, { window, sums, live: false });
  if (isQuiet(sums) && measures.failures.samples + measures.recovery_time_ms.samples === 0) return 0;
  await writeSums(deps.db.pool, { resolution, at: bucket.from }, sums);
  return writePoints(deps.db.pool, { resolution, at: bucket.from }, measures);
}

/** Since when every bucket was folded in which something happened, once those from `begin` on are folded too. Epoch ms. */
async function foldedSince({ db }: Door, { until, since }: PointsUntil, due: { resolution: Resolution; begin: number }): Promise<number> {
  const [known, { begin }] = [until[due.resolution], due];
  if (since === null) return begin;
  if (known === undefined || begin <= known) return since;
  // Buckets were left out after a pause; where nothing happened in them, nothing is missing.
  const quiet = due.resolution === 10 && (await findEventfulBuckets(db.pool, { from: known, to: begin })).length === 0;
  return quiet ? since : Math.max(since, begin);
}

/**
 * Folds every bucket that is over and was not folded yet, at all three resolutions: its sums and its points are kept. A bucket in which
 * nothing happened costs nothing. Done twice, it is the same. For a duty of the fleet.
 * @param asOf epoch ms; now when left out
 * @returns how many points were written
 */
export async function rollUpMeasures(deps: Door, asOf?: number): Promise<number> {
  const { now: storeTime, ...known } = await readPointsUntil(deps.db.pool);
  const now = asOf ?? storeTime;
  const next: PointsUntil = { ...known, until: { ...known.until } };
  let points = 0;
  for (const resolution of RESOLUTIONS) {
    const stretch = dueBuckets(resolution, { until: known.until[resolution] ?? null, now: now - LAG_MS });
    if (stretch === null) continue;
    next.since = await foldedSince(deps, { until: known.until, since: next.since }, { resolution, begin: stretch.from });
    for (const from of await findBuckets(deps, resolution, stretch)) {
      const folded = next.since !== null && next.since <= from;
      points += await foldBucket(deps, resolution, { from, to: from + resolution * 1_000, folded });
    }
    next.until[resolution] = stretch.to;
  }
  await keepPointsUntil(deps.db.pool, next);
  if (points > 0) deps.feed.publish(['metrics']);
  return points;
}

/**
 * Removes old points of a resolution batch by batch. After each it rests for a multiple of the time that it took, so that the road hardly
 * notices: a store that has much to do is asked less.
 * @returns how many
 */
async function forgetOf({ db, env }: Pick<Deps, 'db' | 'env'>, resolution: Resolution): Promise<number> {
  const hours = keptHours(resolution, env.METRICS_RETENTION_HOURS);
  let removed = 0;
  for (let batch = 0; batch < PRUNE_BATCHES; batch += 1) {
    const begun = performance.now();
    const count = await prunePoints(db.pool, resolution, hours);
    removed += count;
    if (count < PRUNE_BATCH) return removed;
    await pause(Math.min(MOST_REST_MS, REST * (performance.now() - begun)));
  }
  return removed;
}

/** Removes the points and sums that have been kept long enough. @returns how many points */
export async function forgetPoints(deps: Pick<Deps, 'db' | 'env'>): Promise<number> {
  let removed = 0;
  for (const resolution of RESOLUTIONS) {
    removed += await forgetOf(deps, resolution);
    await pruneSums(deps.db.pool, resolution, SUMS_KEPT_HOURS[resolution]);
  }
  return removed;
}
