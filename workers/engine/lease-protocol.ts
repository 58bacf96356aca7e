import type { WorkerRow } from '../../src/server/db/workers.ts';

// The lease of a process, as its main thread and its lease thread agree on it.

export { WORKER_LEASE_MS as LEASE_MS } from '../../src/server/core/recovery/failure.ts';
export const RENEW_MS = 1_000;
/** The process stops its own work this long before others may take it; milliseconds. */
export const SAFETY_MS = 500;

export interface LeaseThreadData {
  url: string;
  /** One BigInt64: process.hrtime of the last renewal, 0n before the first. */
  renewedAt: SharedArrayBuffer;
}

/** What the thread is told: to join the fleet as this process, and to renew that lease from then on. */
export type LeaseOrder = { join: WorkerRow };

/** What the thread says: that it takes orders, that a process has joined or could not, that its lease was taken away, that others are gone. */
export type LeaseThreadMessage = 'ready' | { joined: string } | { refused: string; error: unknown } | { lost: string } | { gone: string[] };
