import type { Resolution, Segment } from '../core/metrics/point-grid.ts';
import { type WindowSums, windowSumsSchema } from '../core/metrics/window-sums.ts';
import type { PointBucket } from './metric-points.ts';
import type { Queryable } from './queryable.ts';

// Sums of buckets: what their rows add up to. A bucket in which nothing happened has none.

/** Keeps the sums of a bucket; folded again, they are the same. */
export async function writeSums(db: Queryable, { resolution, at }: PointBucket, sums: WindowSums): Promise<void> {
  await db.query({
    name: 'sums_write',
    text: `INSERT INTO metric_sum (resolution_s, at, sums) VALUES ($1, $2, $3)
      ON CONFLICT (resolution_s, at) DO UPDATE SET sums = excluded.sums`,
    values: [resolution, new Date(at), JSON.stringify(sums)],
  });
}

export interface StoredSums {
  /** Epoch ms. */
  from: number;
  to: number;
  sums: WindowSums;
}

/** The sums of some segments, in order of time. */
export async function readStoredSums(db: Queryable, segments: readonly Segment[]): Promise<StoredSums[]> {
  if (segments.length === 0) return [];
  const { rows } = await db.query<{ resolution: Resolution; at: number; sums: unknown }>({
    name: 'sums_read',
    text: `SELECT m.resolution_s AS resolution, (extract(epoch FROM m.at) * 1000)::float8 AS at, m.sums
      FROM json_to_recordset($1) AS s(resolution int, "from" float8, "to" float8)
      JOIN metric_sum m ON m.resolution_s = s.resolution AND m.at >= to_timestamp(s."from" / 1000) AND m.at < to_timestamp(s."to" / 1000)
      ORDER BY m.at`,
    values: [JSON.stringify(segments)],
  });
  return rows.map(({ resolution, at, sums }) => ({ from: at, to: at + resolution * 1_000, sums: windowSumsSchema.parse(sums) }));
}

/** Coarser buckets with sums of a finer resolution. Epoch ms, in order. */
export async function findSummedBuckets(
  db: Queryable,
  { from, to }: { from: number; to: number },
  of: { coarse: Resolution; fine: Resolution },
): Promise<number[]> {
  const { rows } = await db.query<{ at: Date }>({
    name: 'sums_coarse',
    text: `SELECT DISTINCT date_bin($3 * interval '1 second', at, 'epoch') AS at FROM metric_sum
      WHERE at >= $1 AND at < $2 AND resolution_s = $4 ORDER BY 1`,
    values: [new Date(from), new Date(to), of.coarse, of.fine],
  });
  return rows.map(({ at }) => at.getTime());
}

/** Removes sums that are older than windows reach. */
export async function pruneSums(db: Queryable, resolution: Resolution, hours: number): Promise<void> {
  await db.query({
    name: 'sums_prune',
    text: `DELETE FROM metric_sum WHERE resolution_s = $1 AND at < clock_timestamp() - $2 * interval '1 hour'`,
    values: [resolution, hours],
  });
}
