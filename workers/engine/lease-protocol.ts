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

/** What the thread says: that it can renew, and that a lease was taken away. It is told the id to renew. */
export type LeaseThreadMessage = 'ready' | { lost: string };
