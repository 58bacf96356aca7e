import { parentPort, workerData } from 'node:worker_threads';
import { keepLease } from '../src/server/use-cases/keep-lease.ts';
import { LEASE_MS, type LeaseThreadData, RENEW_MS } from './engine/lease-protocol.ts';

// Renews the lease of its process from a thread of its own, so that a busy event loop does not look like death. It leaves the moment of
// the last renewal in shared memory; whoever reads that needs no working event loop either.

const { url, workerId, renewedAt } = workerData as LeaseThreadData;
const moments = new BigInt64Array(renewedAt);
const keeper = keepLease(url, LEASE_MS / 2);

async function renew(): Promise<void> {
  // The lease counts from before the question was asked: the database granted it later, never earlier.
  const asked = process.hrtime.bigint();
  try {
    if (!(await keeper.renew(workerId, LEASE_MS))) {
      parentPort?.postMessage('lost');
      return;
    }
    Atomics.store(moments, 0, asked);
  } catch {
    // Asked again in a moment; the main thread watches the age of the last renewal.
  }
  setTimeout(() => void renew(), RENEW_MS);
}

void renew();
