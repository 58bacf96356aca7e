// The lease of a process, as its main thread and its lease thread agree on it.

/** How long a process is trusted after its last renewal; milliseconds. Recovery from its death takes this and a sweep. */
export const LEASE_MS = 6_000;
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
