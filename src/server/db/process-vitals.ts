import { z } from 'zod';
import { type KnownProcess, type ProcessVitals, processVitalsSchema } from '../core/metrics/process-vitals.ts';
import type { Queryable } from './queryable.ts';

export interface VitalProcess {
  id: string;
  role: 'web' | 'worker';
  host: string;
  pid: number;
}

export async function storeVitals(db: Queryable, { id, role, host, pid }: VitalProcess, vitals: ProcessVitals): Promise<void> {
  await db.query({
    name: 'store_vitals',
    text: `INSERT INTO process_vitals (id, role, host, pid, at, vitals) VALUES ($1, $2, $3, $4, clock_timestamp(), $5::json)
      ON CONFLICT (id) DO UPDATE SET at = excluded.at, vitals = excluded.vitals`,
    values: [id, role, host, pid, JSON.stringify(vitals)],
  });
}

export async function removeVitals(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'remove_vitals', text: 'DELETE FROM process_vitals WHERE id = $1', values: [id] });
}

const rowSchema = z.object({ role: z.string(), host: z.string(), pid: z.number(), vitals: processVitalsSchema });

/** Processes that have been heard of lately, the newest first. */
export async function readVitals(db: Queryable, { silentMs, limit }: { silentMs: number; limit: number }): Promise<KnownProcess[]> {
  const { rows } = await db.query({
    name: 'read_vitals',
    text: `SELECT role, host, pid, vitals FROM process_vitals WHERE at > clock_timestamp() - $1 * interval '1 ms' ORDER BY id DESC LIMIT $2`,
    values: [silentMs, limit],
  });
  // A newer version of another machine may say more: what is not understood is left out, not a fault of the whole.
  return rows.flatMap((row) => {
    const read = rowSchema.safeParse(row);
    return read.success ? [read.data] : [];
  });
}
