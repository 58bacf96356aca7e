import { z } from 'zod';
import type { MeasureName } from '../core/metrics/catalogue.ts';
import type { Resolution, Stretch } from '../core/metrics/point-grid.ts';
import type { Measure } from '../core/metrics/statistics.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

// Points of measures. What was not measured has no point; a bucket in which nothing happened has none at all.

const WATERMARK = 'metric_points_until';
/** Rows removed per statement, so that no lock is held long. */
export const PRUNE_BATCH = 2_000;
const CLOCK_SLACK_MS = 60_000;

const watermarkSchema = z.object({ 10: z.number(), 60: z.number(), 3600: z.number(), since: z.number() }).partial();

export interface PointsUntil {
  /** Up to when buckets were folded, by resolution in seconds; epoch ms. */
  until: Partial<Record<Resolution, number>>;
  /** Since when every bucket was folded in which something happened, epoch ms; null: never yet. */
  since: number | null;
}

export async function readPointsUntil(db: Queryable): Promise<PointsUntil & { now: number }> {
  const { rows } = await db.query<{ now: number; value: unknown }>({
    name: 'points_until',
    text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now, (SELECT value FROM setting WHERE name = $1) AS value`,
    values: [WATERMARK],
  });
  const { now = 0, value } = rows[0] ?? {};
  const { since = null, ...until } = watermarkSchema.catch({}).parse(value ?? {});
  return { now, until, since };
}

export async function keepPointsUntil(db: Queryable, { until, since }: PointsUntil): Promise<void> {
  await db.query({
    name: 'points_keep_until',
    text: `INSERT INTO setting (name, value, updated_at) VALUES ($1, $2::json, clock_timestamp())
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
    values: [WATERMARK, JSON.stringify({ ...until, ...(since !== null && { since }) })],
  });
}

/** Buckets of ten seconds in which something was assigned, ran, ended, failed or recovered. Epoch ms, in order. */
export async function findEventfulBuckets(db: Queryable, { from, to }: Stretch): Promise<number[]> {
  const { rows } = await db.query<{ at: Date }>({
    name: 'points_eventful',
    text: `WITH work AS (
        SELECT started_at, ended_at FROM attempt WHERE ended_at >= $1
        UNION ALL SELECT started_at, $2 FROM attempt WHERE ended_at IS NULL
      ), moments AS (
        SELECT generate_series(date_bin('10 seconds', GREATEST(COALESCE(started_at, ended_at), $1), 'epoch'),
          LEAST(ended_at, $2::timestamptz - interval '1 ms'), interval '10 seconds') AS at FROM work
        UNION ALL SELECT created_at FROM attempt WHERE id >= $3 AND created_at >= $1 AND created_at < $2
        UNION ALL SELECT finished_at FROM run WHERE finished_at >= $1 AND finished_at < $2
        UNION ALL SELECT seen_at FROM failure WHERE seen_at >= $1 AND seen_at < $2
        UNION ALL SELECT ended_at FROM recovery WHERE ended_at >= $1 AND ended_at < $2
      ) SELECT DISTINCT date_bin('10 seconds', at, 'epoch') AS at FROM moments ORDER BY 1`,
    values: [new Date(from), new Date(to), firstIdAt(from - CLOCK_SLACK_MS)],
  });
  return rows.map(({ at }) => at.getTime()).filter((at) => at >= from && at < to);
}

export interface PointBucket {
  resolution: Resolution;
  /** Begin, epoch ms. */
  at: number;
}

/** Writes the points of one bucket; folded again, it is the same bucket. */
export async function writePoints(
  db: Queryable,
  { resolution, at }: PointBucket,
  measures: Readonly<Record<MeasureName, Measure>>,
): Promise<number> {
  const points = (Object.entries(measures) as [MeasureName, Measure][]).filter(([, { value }]) => value !== null);
  if (points.length === 0) return 0;
  const { rowCount } = await db.query({
    name: 'points_write',
    text: `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples)
      SELECT name, '', $2, $3, value, samples FROM unnest(string_to_array($1, E'\\x1e', ''), $4::float8[], $5::int[]) AS x(name, value, samples)
      ON CONFLICT (name, labels, resolution_s, at) DO UPDATE SET value = excluded.value, samples = excluded.samples`,
    values: [
      joinedTexts(points.map(([name]) => name)),
      resolution,
      new Date(at),
      bareArray(points.map(([, { value }]) => value)),
      bareArray(points.map(([, { samples }]) => samples)),
    ],
  });
  return rowCount ?? 0;
}

export interface StoredPoint {
  name: string;
  /** Begin of its bucket, epoch ms. */
  at: number;
  value: number;
  samples: number;
}

/** Points of some measures, in order of time. */
export async function readPoints(
  db: Queryable,
  names: readonly MeasureName[],
  { from, to, resolution }: Stretch & { resolution: Resolution },
): Promise<StoredPoint[]> {
  const { rows } = await db.query<StoredPoint>({
    name: 'points_read',
    text: `SELECT name, (extract(epoch FROM at) * 1000)::float8 AS at, value, samples FROM metric_point
      WHERE name = ANY($1) AND labels = '' AND resolution_s = $2 AND at >= $3 AND at < $4 ORDER BY at`,
    values: [names, resolution, new Date(from), new Date(to)],
  });
  return rows;
}

/** Removes a batch of points that are older than they are kept. @returns how many; fewer than PRUNE_BATCH when none is left */
export async function prunePoints(db: Queryable, resolution: Resolution, hours: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'points_prune',
    text: `DELETE FROM metric_point WHERE ctid = ANY(ARRAY(SELECT ctid FROM metric_point
      WHERE at < clock_timestamp() - $2 * interval '1 hour' AND resolution_s = $1 LIMIT ${PRUNE_BATCH}))`,
    values: [resolution, hours],
  });
  return rowCount ?? 0;
}
