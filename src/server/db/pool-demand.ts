import type { PoolMember } from '../core/scaling/pool-view.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

// What a pool is sized by: its members, who waits for them, what came and how long it took.

/** Buckets are kept this long. */
const HISTORY_DAYS = 14;

/** Members of pools by pool name, retired ones left out, in order of name. */
export async function readPoolMembers(db: Queryable): Promise<Map<string, PoolMember[]>> {
  const { rows } = await db.query<PoolMember & { pool: string }>({
    name: 'read_pool_members',
    text: `SELECT g.pool, g.id, g.name, g.status, (SELECT count(*)::int FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL) AS "inFlight"
      FROM agent g WHERE g.pool IS NOT NULL AND g.retired_at IS NULL ORDER BY g.name`,
    values: [],
  });
  const members = new Map<string, PoolMember[]>();
  for (const { pool, ...member } of rows) members.set(pool, [...(members.get(pool) ?? []), member]);
  return members;
}

/** Tasks that wait for an agent, by what they ask for. */
export interface DemandGate {
  key: string;
  waiting: number;
  oldestAt: Date;
  /** Of one of them; all ask for the same. */
  specText: string;
}

export async function readDemandGates(db: Queryable): Promise<DemandGate[]> {
  const { rows } = await db.query<DemandGate>({
    name: 'read_demand_gates',
    text: `SELECT g.key, g.waiting, g."oldestAt", (SELECT t.spec::text FROM task t WHERE t.park_key = g.key LIMIT 1) AS "specText"
      FROM (SELECT park_key AS key, count(*)::int AS waiting, min(ready_at) AS "oldestAt" FROM task
            WHERE park_key LIKE 'demand:%' AND status = 'ready' AND wait_reason IS DISTINCT FROM 'faster_agent' GROUP BY 1) g WHERE g."oldestAt" IS NOT NULL`,
    values: [],
  });
  return rows.filter(({ specText }) => specText !== null);
}

/** Says at these gates what is under way. Answers the runs whose tasks say something new. */
export async function tellGates(db: Queryable, gates: string[], detail: string): Promise<string[]> {
  const { rows } = await db.query<{ runId: string }>({
    name: 'tell_gates',
    text: `WITH t AS (
        UPDATE task SET wait_detail = $2 WHERE park_key = ANY($1::text[]) AND status = 'ready' AND wait_detail IS DISTINCT FROM $2 RETURNING run_id
      ) SELECT DISTINCT run_id AS "runId" FROM t`,
    values: [gates, detail],
  });
  return rows.map(({ runId }) => runId);
}

/**
 * Counts finished buckets that are not stored yet, at most a day back, by the ids of attempts (UUID v7: a range of ids is a range of
 * time), and forgets old ones.
 */
export async function rollUpArrivals(
  db: Queryable,
  pool: { id: string; name: string; createdAt: Date },
  clock: { bucketMs: number; now: Date },
): Promise<void> {
  const end = Math.floor(clock.now.getTime() / clock.bucketMs) * clock.bucketMs;
  const { rows } = await db.query<{ last: Date | null }>({
    name: 'last_arrival_bucket',
    text: 'SELECT max(at) AS last FROM pool_arrival WHERE pool_id = $1',
    values: [pool.id],
  });
  const last = rows[0]?.last;
  const born = Math.ceil(pool.createdAt.getTime() / clock.bucketMs) * clock.bucketMs;
  const from = last ? last.getTime() + clock.bucketMs : Math.max(born, end - 86_400_000);
  if (from >= end) return;
  await db.query({
    name: 'roll_up_arrivals',
    text: `INSERT INTO pool_arrival (pool_id, at, arrivals)
      SELECT $1, b.at, coalesce(c.arrivals, 0)
      FROM generate_series($3::timestamptz, $7::timestamptz - $4 * interval '1 ms', $4 * interval '1 ms') AS b(at)
      LEFT JOIN (SELECT date_bin($4 * interval '1 ms', a.created_at, $3) AS at, count(*)::int AS arrivals
                 FROM attempt a JOIN agent g ON g.id = a.agent_id
                 WHERE a.id >= $5 AND a.id < $6 AND g.pool = $2 GROUP BY 1) c ON c.at = b.at
      ON CONFLICT DO NOTHING`,
    values: [
      pool.id,
      pool.name,
      new Date(from),
      clock.bucketMs,
      firstIdAt(from - clock.bucketMs),
      firstIdAt(end + clock.bucketMs),
      new Date(end),
    ],
  });
  await db.query({
    name: 'forget_arrivals',
    text: `DELETE FROM pool_arrival WHERE pool_id = $1 AND at < $2::timestamptz - $3 * interval '1 day'`,
    values: [pool.id, clock.now, HISTORY_DAYS],
  });
}

/** Arrivals per stored bucket, oldest first. They have no gaps but those of a long silence of ours, which count as nothing. */
export async function readArrivals(db: Queryable, poolId: string): Promise<{ at: Date; arrivals: number }[]> {
  const { rows } = await db.query<{ at: Date; arrivals: number }>({
    name: 'read_arrivals',
    text: 'SELECT at, arrivals FROM pool_arrival WHERE pool_id = $1 ORDER BY at',
    values: [poolId],
  });
  return rows;
}

export interface PoolWork {
  /** Mean duration of attempts that ended in the last day; null when none did. */
  meanDurationMs: number | null;
  /** Busy slot time of the last hour. */
  busyMs: number;
  /** Since the last attempt began or ended; null when there was none in the last day. */
  idleMs: number | null;
}

/** What the members of a pool, past and present, did in the last day. */
export async function readPoolWork(db: Queryable, poolName: string, now: Date): Promise<PoolWork> {
  const { rows } = await db.query<PoolWork>({
    name: 'read_pool_work',
    text: `SELECT (avg(extract(epoch FROM a.ended_at - a.started_at) * 1000) FILTER (WHERE a.status IN ('completed', 'failed')))::float8 AS "meanDurationMs",
        coalesce(sum(greatest(0, extract(epoch FROM least(coalesce(a.ended_at, $3), $3) - greatest(a.started_at, $3 - interval '1 hour'))) * 1000), 0)::float8 AS "busyMs",
        (extract(epoch FROM $3 - max(greatest(a.created_at, coalesce(a.ended_at, a.created_at)))) * 1000)::float8 AS "idleMs"
      FROM attempt a JOIN agent g ON g.id = a.agent_id WHERE g.pool = $1 AND a.id >= $2`,
    values: [poolName, firstIdAt(now.getTime() - 86_400_000), now],
  });
  return rows[0] ?? { meanDurationMs: null, busyMs: 0, idleMs: null };
}

/** The database's clock. */
export async function readNow(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>({ name: 'read_now', text: 'SELECT clock_timestamp() AS now', values: [] });
  return rows[0]?.now ?? new Date(0);
}
