import type { Queryable } from './queryable.ts';

// Execution processes and their leases, on database time.

export interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  slots: number;
  version: string;
  /** Null where the sources are no checkout. */
  commit: string | null;
}

export async function insertWorker(pool: Queryable, worker: WorkerRow, leaseMs: number): Promise<void> {
  await pool.query({
    name: 'insert_worker',
    text: `INSERT INTO worker (id, host, pid, slots, status, version, started_at, lease_expires_at, commit)
      VALUES ($1, $2, $3, $4, 'alive', $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 ms', $7)`,
    values: [worker.id, worker.host, worker.pid, worker.slots, worker.version, leaseMs, worker.commit],
  });
}

/** False: the lease was taken away; whatever this process holds belongs to others now. */
export async function renewLease(pool: Queryable, workerId: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'renew_lease',
    text: `UPDATE worker SET lease_expires_at = clock_timestamp() + $2 * interval '1 ms' WHERE id = $1 AND ended_at IS NULL`,
    values: [workerId, leaseMs],
  });
  return rowCount === 1;
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
  /** Since its lease ran out; milliseconds. */
  expiredMs: number;
}

/** Takes the lease of every process that let it run out. */
export async function expireWorkers(pool: Queryable): Promise<ExpiredWorker[]> {
  const { rows } = await pool.query<ExpiredWorker>({
    name: 'expire_workers',
    text: `UPDATE worker SET status = 'lost', ended_at = clock_timestamp() WHERE ended_at IS NULL AND lease_expires_at < clock_timestamp()
      RETURNING id, host, pid, (extract(epoch FROM clock_timestamp() - lease_expires_at) * 1000)::float8 AS "expiredMs"`,
    values: [],
  });
  return rows;
}
