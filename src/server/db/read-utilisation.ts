import type { BucketScale, BusyBucket, UtilisationAgent } from '../core/fleet/utilisation.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

/** Attempts assigned at most this long before the window count when they still ran in it; milliseconds. Live ones count at any age. */
const LOOK_BACK_MS = 3_600_000;
/** Newest attempts that are counted; a window with more is known from where they begin. */
const COUNTED = 200_000;

// When work began: a process of ours executes from the moment of assignment, the start is stored with the next batch.
const BEGAN = `coalesce(started_at, CASE WHEN worker_id IS NOT NULL AND ended_at IS NULL THEN created_at END)`;

interface Row extends BusyBucket {
  counted: number;
  oldest: Date;
}

/** Busy slot time by agent and bucket; buckets without work are missing. */
export async function readBusyBuckets(
  db: Queryable,
  { from, bucketMs, buckets }: BucketScale,
  now: Date,
): Promise<{ busy: BusyBucket[]; countedFrom: Date | null }> {
  const { rows } = await db.query<Row>({
    name: 'busy_buckets',
    text: `WITH w AS MATERIALIZED (
        SELECT id, agent_id, created_at, ${BEGAN} AS began, least(coalesce(ended_at, $5), $5) AS ended
        FROM attempt WHERE (id >= $1 OR ended_at IS NULL) AND (ended_at IS NULL OR ended_at > $2) ORDER BY id DESC LIMIT ${COUNTED}
      ), s AS (
        SELECT agent_id, greatest(0, extract(epoch FROM began - $2) * 1000)::float8 AS a, (extract(epoch FROM ended - $2) * 1000)::float8 AS b
        FROM w WHERE began IS NOT NULL AND ended > $2
      ) SELECT s.agent_id AS "agentId", x.bucket, sum(least(s.b, (x.bucket + 1) * $3::float8) - greatest(s.a, x.bucket * $3::float8))::float8 AS "busyMs",
        count(*)::int AS attempts, (SELECT count(*)::int FROM w) AS counted, (SELECT min(created_at) FROM w) AS oldest
      FROM s CROSS JOIN LATERAL generate_series(floor(s.a / $3)::int, least($4::int - 1, floor(s.b / $3)::int)) AS x(bucket)
      WHERE s.b > s.a GROUP BY 1, 2`,
    values: [firstIdAt(from.getTime() - LOOK_BACK_MS), from, bucketMs, buckets, now],
  });
  const first = rows[0];
  const countedFrom = first !== undefined && first.counted >= COUNTED ? first.oldest : null;
  return { busy: rows.map(({ agentId, bucket, busyMs, attempts }) => ({ agentId, bucket, busyMs, attempts })), countedFrom };
}

/** The fleet without those that are retired. */
export async function readUtilisationAgents(db: Queryable): Promise<UtilisationAgent[]> {
  const { rows } = await db.query<UtilisationAgent>({
    name: 'utilisation_agents',
    text: 'SELECT id, name, status, max_concurrent_tasks AS slots, created_at AS "createdAt" FROM agent WHERE retired_at IS NULL',
    values: [],
  });
  return rows;
}
