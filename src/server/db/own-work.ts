import type { Queryable } from './queryable.ts';

/** What a process may have missed, by kinds. */
export interface OwnWork {
  /** It holds attempts: some may be cancelled, or unknown to it. */
  holding: boolean;
  /** Results from outside wait to be checked, or are being checked. */
  reported: boolean;
  /** Tasks are ready, in the queue or at a gate. */
  waiting: boolean;
}

/** One look into four indexes; an idle fleet has nothing in any of them. */
export async function readOwnWork(pool: Queryable, workerId: string): Promise<OwnWork> {
  const { rows } = await pool.query<OwnWork>({
    name: 'read_own_work',
    text: `SELECT EXISTS (SELECT 1 FROM attempt WHERE worker_id = $1 AND ended_at IS NULL) AS holding,
      EXISTS (SELECT 1 FROM reported_output) AS reported,
      EXISTS (SELECT 1 FROM task WHERE queue_rank IS NOT NULL) OR EXISTS (SELECT 1 FROM task WHERE park_key IS NOT NULL) AS waiting`,
    values: [workerId],
  });
  return rows[0] ?? { holding: true, reported: true, waiting: true };
}
