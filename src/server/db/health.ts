import type { Database } from './client.ts';
import { FLEET_STOPPED } from './restraints.ts';

export interface VitalSigns {
  /** Worker processes whose lease is good. */
  liveWorkers: number;
  /** Slots of these workers, and attempts they are executing. */
  slots: number;
  inFlight: number;
  /** Tasks that wait for dispatch. Parked ones (no agent, no capacity) wait for something else. */
  queued: number;
  /** Ms since the longest waiting of them became ready; null when there is none. */
  oldestQueuedMs: number | null;
  /** By an emergency stop. */
  stopped: boolean;
}

/** One statement over partial indexes: cheap enough to be asked every second. */
export async function readVitalSigns(db: Database): Promise<VitalSigns> {
  const { rows } = await db.pool.query<VitalSigns>({
    name: 'vital_signs',
    text: `SELECT w.live AS "liveWorkers", w.slots, a.live AS "inFlight", q.queued, q.oldest AS "oldestQueuedMs", ${FLEET_STOPPED} AS stopped
      FROM (SELECT count(*)::int AS live, coalesce(sum(slots), 0)::int AS slots FROM worker WHERE ended_at IS NULL AND lease_expires_at > now()) w,
           (SELECT count(*)::int AS live FROM attempt WHERE ended_at IS NULL) a,
           (SELECT count(*)::int AS queued, (extract(epoch FROM now() - min(ready_at)) * 1000)::float8 AS oldest
              FROM (SELECT ready_at FROM task WHERE queue_rank IS NOT NULL ORDER BY queue_rank, id LIMIT 10000) head) q`,
  });
  return rows[0] as VitalSigns;
}
