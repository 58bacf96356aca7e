import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { renewLease } from '../src/server/db/workers.ts';
import { LEASE_MS, type LeaseThreadData, type LeaseThreadMessage, RENEW_MS } from './engine/lease-protocol.ts';

// Renews the lease of its process from a thread of its own, so that a busy event loop does not look like death. It leaves the moment of
// the last renewal in shared memory; whoever reads that needs no working event loop either. States: ready (says so) -> renewing the id it
// was told -> idle when that lease was taken away (says so) -> renewing the next id.

const { url, renewedAt } = workerData as LeaseThreadData;
const moments = new BigInt64Array(renewedAt);
let client: pg.Client | null = null;
let workerId: string | null = null;

async function connect(): Promise<pg.Client> {
  if (client) return client;
  const next = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: LEASE_MS / 2,
    query_timeout: LEASE_MS / 2,
    application_name: 'hive-lease',
  });
  next.on('error', () => {
    if (client === next) client = null;
  });
  await next.connect();
  client = next;
  return next;
}

async function renew(id: string): Promise<void> {
  // The lease counts from before the question was asked: the database granted it later, never earlier.
  const asked = process.hrtime.bigint();
  try {
    const held = await renewLease(await connect(), id, LEASE_MS);
    if (id !== workerId) return;
    if (held) Atomics.store(moments, 0, asked);
    else {
      workerId = null;
      tell({ lost: id });
    }
  } catch {
    await client?.end().catch(() => {});
    client = null;
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
