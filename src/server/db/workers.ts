import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Execution processes, on database time. Each lives under a lease that it renews, and on a lifeline: an advisory lock in the session that
// renews. PostgreSQL lets go of the lock when the session ends, so a process that died shows at once, and one that is only busy does not
// (docs/adr/0029-lifelines.md).

/** First of two keys; the second is made of the process's id. Two processes that share it only hide each other's death until the lease ends. */
const LIFELINE_LOCK = 7_266_004;

export interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  slots: number;
  version: string;
  /** Null where the sources are no checkout. */
  commit: string | null;
}

export async function insertWorker(db: Queryable, worker: WorkerRow, leaseMs: number): Promise<void> {
  await db.query({
    name: 'insert_worker',
    text: `INSERT INTO worker (id, host, pid, slots, status, version, started_at, lease_expires_at, commit)
      VALUES ($1, $2, $3, $4, 'alive', $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 ms', $7)`,
    values: [worker.id, worker.host, worker.pid, worker.slots, worker.version, leaseMs, worker.commit],
  });
}

/** Ties a process's lifeline to this session, in place of any other. Shared, so that a new session holds it before the old one lets go. */
export async function holdLifeline(session: Queryable, workerId: string): Promise<void> {
  await session.query({
    name: 'hold_lifeline',
    text: 'SELECT pg_advisory_unlock_all(), pg_advisory_lock_shared($1::int, hashtext($2))',
    values: [LIFELINE_LOCK, workerId],
  });
}

/** Since when a process is quiet: for how much longer its lease would run, ms. */
export interface Patience {
  leaseMs: number;
  /** Without a lifeline a process that has renewed nothing for so long is gone; null: lifelines tell nothing yet. */
  goneMs: number | null;
}

export interface Renewal {
  /** False: the lease was taken away; whatever this process holds belongs to others now. */
  held: boolean;
  /** Other processes that are gone, and that nobody has ended yet. */
  gone: string[];
}

/** For statements on `worker`: what its lease still has to run when it has been quiet for too long. */
const quiet = (leaseMs: string, goneMs: string) => `lease_expires_at < clock_timestamp() + (${leaseMs} - ${goneMs}) * interval '1 ms'`;
const LIFELINE_FREE = `pg_try_advisory_xact_lock(${LIFELINE_LOCK}, hashtext(id::text))`;
const EXPIRED = 'lease_expires_at < clock_timestamp()';

/** Renews a lease and looks whose has run out, or whose lifeline is nobody's any more. */
export async function renewLease(session: Queryable, workerId: string, { leaseMs, goneMs }: Patience): Promise<Renewal> {
  const { rows } = await session.query<Renewal>({
    name: 'renew_lease',
    text: `WITH renewed AS (
        UPDATE worker SET lease_expires_at = clock_timestamp() + $2 * interval '1 ms' WHERE id = $1 AND ended_at IS NULL RETURNING 1
      ), quiet AS MATERIALIZED (
        SELECT id, ${EXPIRED} AS expired FROM worker
        WHERE ended_at IS NULL AND id <> $1 AND (${EXPIRED} OR ${quiet('$2', '$3::float8')})
      )
      SELECT EXISTS (SELECT 1 FROM renewed) AS held, ARRAY(SELECT id::text FROM quiet WHERE CASE WHEN expired THEN true ELSE ${LIFELINE_FREE} END) AS gone`,
    values: [workerId, leaseMs, goneMs],
  });
  const [renewal] = rows;
  if (renewal === undefined) throw new Error('a SELECT without FROM answered no row');
  return renewal;
}

/** Ends a process's row at a clean stop. */
export async function endWorker(pool: Queryable, workerId: string): Promise<void> {
  await pool.query({
    text: `UPDATE worker SET status = 'gone', ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL`,
    values: [workerId],
  });
}

export interface ExpiredWorker {
  id: string;
  host: string;
  pid: number;
  /** Since its lease ran out; milliseconds. Below 0: it had not, and its lifeline was nobody's. */
  expiredMs: number;
}

/**
 * Takes the lease of every process that let it run out, and of these others where their lifeline is still nobody's. A process that comes
 * back meanwhile waits for its lifeline until this is decided.
 */
export async function expireWorkers(
  db: Queryable,
  gone: readonly string[],
  of: { leaseMs: number; goneMs: number },
): Promise<ExpiredWorker[]> {
  const { rows } = await db.query<ExpiredWorker>({
    name: 'expire_workers',
    text: `UPDATE worker SET status = 'lost', ended_at = clock_timestamp() WHERE ended_at IS NULL AND CASE WHEN ${EXPIRED} THEN true
        WHEN id = ANY($1::uuid[]) AND ${quiet('$2::float8', '$3::float8')} THEN ${LIFELINE_FREE} ELSE false END
      RETURNING id, host, pid, (extract(epoch FROM clock_timestamp() - lease_expires_at) * 1000)::float8 AS "expiredMs"`,
    values: [bareArray(gone), of.leaseMs, of.goneMs],
  });
  return rows;
}
