import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { renewLease } from '../src/server/db/workers.ts';
import { LEASE_MS, type LeaseThreadData, RENEW_MS } from './engine/lease-protocol.ts';

// Renews the lease of its process from a thread of its own, so that a busy event loop does not look like death. It leaves the moment of
// the last renewal in shared memory; whoever reads that needs no working event loop either.

const { url, workerId, renewedAt } = workerData as LeaseThreadData;
const moments = new BigInt64Array(renewedAt);
let client: pg.Client | null = null;

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

async function renew(): Promise<void> {
  // The lease counts from before the question was asked: the database granted it later, never earlier.
  const asked = process.hrtime.bigint();
  try {
    const connection = await connect();
    if (!(await renewLease(connection, workerId, LEASE_MS))) {
      parentPort?.postMessage('lost');
      return;
    }
    Atomics.store(moments, 0, asked);
  } catch {
    await client?.end().catch(() => {});
    client = null;
  }
  setTimeout(() => void renew(), RENEW_MS);
}

void renew();
