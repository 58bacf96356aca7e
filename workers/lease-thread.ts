import { parentPort, workerData } from 'node:worker_threads';
import { WORKER_GONE_MS, WORKER_SETTLED_MS } from '../src/server/core/recovery/failure.ts';
import { keepLease } from '../src/server/use-cases/keep-lease.ts';
import { LEASE_MS, type LeaseOrder, type LeaseThreadData, type LeaseThreadMessage, RENEW_MS } from './engine/lease-protocol.ts';

// Holds the lease of its process from a thread of its own, so that a busy event loop does not look like death, and looks out for others that
// are gone. It leaves the moment of the last renewal in shared memory; whoever reads that needs no working event loop either. States: ready
// (says so) -> joining as the process it was told (says how that went) -> renewing -> idle when that lease was taken away (says so) ->
// joining as the next one.

/** After a question that was not answered, and after the connection broke; milliseconds. */
const AGAIN_MS = 250;

const { url, renewedAt } = workerData as LeaseThreadData;
const moments = new BigInt64Array(renewedAt);
const terms = { leaseMs: LEASE_MS, goneMs: WORKER_GONE_MS, settledMs: WORKER_SETTLED_MS, timeoutMs: LEASE_MS / 2 };
const keeper = keepLease(url, terms, () => hurry());
let workerId: string | null = null;
let order: LeaseOrder | null = null;
let hurry = () => {};

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    hurry = () => {
      clearTimeout(timer);
      resolve();
    };
  });

async function join({ join: worker }: LeaseOrder): Promise<void> {
  workerId = null;
  // The lease counts from before the question was asked: the database granted it later, never earlier.
  const asked = process.hrtime.bigint();
  try {
    await keeper.join(worker);
    Atomics.store(moments, 0, asked);
    workerId = worker.id;
    tell({ joined: worker.id });
  } catch (error) {
    tell({ refused: worker.id, error });
  }
}

/** @returns false when nothing was answered: the main thread watches the age of the last renewal */
async function renew(id: string): Promise<boolean> {
  const asked = process.hrtime.bigint();
  try {
    const { held, gone } = await keeper.renew(id);
    if (gone.length > 0) tell({ gone });
    if (id !== workerId) return true;
    if (held) Atomics.store(moments, 0, asked);
    else {
      workerId = null;
      tell({ lost: id });
    }
    return true;
  } catch {
    return false;
  }
}

const port = parentPort;
if (port === null) throw new Error('lease-thread runs as a worker thread');
const tell = (message: LeaseThreadMessage) => port.postMessage(message);
port.on('message', (given: LeaseOrder) => {
  order = given;
  hurry();
});
tell('ready');
for (let answered = true; ; ) {
  if (order === null) await pause(answered ? RENEW_MS : AGAIN_MS);
  const given = order;
  order = null;
  if (given !== null) await join(given);
  answered = workerId === null || given !== null || (await renew(workerId));
}
