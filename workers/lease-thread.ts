import { parentPort, workerData } from 'node:worker_threads';
import { keepLease } from '../src/server/use-cases/keep-lease.ts';
import { LEASE_MS, type LeaseThreadData, type LeaseThreadMessage, RENEW_MS } from './engine/lease-protocol.ts';

// Renews the lease of its process from a thread of its own, so that a busy event loop does not look like death. It leaves the moment of
// the last renewal in shared memory; whoever reads that needs no working event loop either. States: ready (says so) -> renewing the id it
// was told -> idle when that lease was taken away (says so) -> renewing the next id.

const { url, renewedAt } = workerData as LeaseThreadData;
const moments = new BigInt64Array(renewedAt);
const keeper = keepLease(url, LEASE_MS / 2);
let workerId: string | null = null;

async function renew(id: string): Promise<void> {
  // The lease counts from before the question was asked: the database granted it later, never earlier.
  const asked = process.hrtime.bigint();
  try {
    const held = await keeper.renew(id, LEASE_MS);
    if (id !== workerId) return;
    if (held) Atomics.store(moments, 0, asked);
    else {
      workerId = null;
      tell({ lost: id });
    }
  } catch {
    // Asked again in a moment; the main thread watches the age of the last renewal.
  }
}

const port = parentPort;
if (port === null) throw new Error('lease-thread runs as a worker thread');
const tell = (message: LeaseThreadMessage) => port.postMessage(message);
port.on('message', (id: string) => {
  workerId = id;
});
tell('ready');
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, RENEW_MS));
  if (workerId !== null) await renew(workerId);
}
