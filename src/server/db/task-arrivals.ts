import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

// First attempts per task type and bucket, counted once per finished bucket.

const HISTORY_DAYS = 14;
const DAY_MS = 86_400_000;
/** Counted even if nothing came, so that the next look knows where to go on. */
const NOBODY = '';

/** Counts finished buckets that are not stored yet, at most a day back, and forgets old ones. */
export async function rollUpTaskArrivals(db: Queryable, { bucketMs, now }: { bucketMs: number; now: Date }): Promise<void> {
  const end = Math.floor(now.getTime() / bucketMs) * bucketMs;
  const { rows } = await db.query<{ last: Date | null }>({
    name: 'last_task_arrival',
    text: 'SELECT max(at) AS last FROM task_arrival',
    values: [],
  });
  const last = rows[0]?.last;
  const from = Math.max(last ? last.getTime() + bucketMs : 0, end - DAY_MS);
  if (from >= end) return;
  await db.query({
    name: 'roll_up_task_arrivals',
    text: `INSERT INTO task_arrival (task_type, at, arrivals)
      SELECT t.task_type, date_bin($1 * interval '1 ms', a.created_at, $2), count(*)::int FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.id >= $4 AND a.id < $5 AND a.created_at >= $2 AND a.created_at < $3 AND a.number = 1 GROUP BY 1, 2
      UNION ALL SELECT '${NOBODY}', b.at, 0 FROM generate_series($2::timestamptz, $3::timestamptz - $1 * interval '1 ms', $1 * interval '1 ms') b(at)
      ON CONFLICT DO NOTHING`,
    values: [bucketMs, new Date(from), new Date(end), firstIdAt(from - bucketMs), firstIdAt(end + bucketMs)],
  });
  await db.query({
    name: 'forget_task_arrivals',
    text: `DELETE FROM task_arrival WHERE at < $1::timestamptz - $2 * interval '1 day'`,
    values: [now, HISTORY_DAYS],
  });
}

/** Arrivals of some task types in every counted bucket, oldest first; a bucket in which nothing came has a zero. */
export async function readTaskArrivals(db: Queryable, taskTypes: string[]): Promise<Map<string, number[]>> {
  const { rows } = await db.query<{ taskType: string; counts: number[] }>({
    name: 'read_task_arrivals',
    text: `SELECT w.task_type AS "taskType", array_agg(coalesce(a.arrivals, 0) ORDER BY b.at) AS counts
      FROM unnest($1::text[]) AS w(task_type) CROSS JOIN (SELECT DISTINCT at FROM task_arrival) b
      LEFT JOIN task_arrival a ON a.at = b.at AND a.task_type = w.task_type GROUP BY 1`,
    values: [taskTypes],
  });
  return new Map(rows.map(({ taskType, counts }) => [taskType, counts]));
}
