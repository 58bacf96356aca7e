import { hostname } from 'node:os';
import type { Worker as Thread } from 'node:worker_threads';
import type { Deps } from '../../src/server/deps.ts';
import { startThread } from '../../src/server/source-thread.ts';
import { joinFleet, leaveFleet } from '../../src/server/use-cases/join-fleet.ts';
import { LEASE_MS, type LeaseThreadData, type LeaseThreadMessage, SAFETY_MS } from './lease-protocol.ts';

// This process's membership in the fleet. States: joined (lease renewed) -> in doubt (not renewed for so long that others may take over:
// work is stopped) -> joined anew under another id. A lease that was taken away goes the same way at once.

const CHECK_MS = 250;

export interface Lease {
  workerId(): string;
  /** False while others may believe this process dead. */
  held(): boolean;
  close(): Promise<void>;
}

export interface LeaseOptions {
  slots: number;
  version: string;
  /** Everything in flight belongs to others now. */
  onLost(): void;
  /** Work may start (again). */
  onJoined(): void;
}

function threadUrl(): URL {
  return import.meta.url.endsWith('.mjs') ? new URL('./lease-thread.mjs', import.meta.url) : new URL('../lease-thread.ts', import.meta.url);
}

/** Starts the thread that renews; resolves when it can. */
function openThread(data: LeaseThreadData, on: { lost(workerId: string): void; died(error: unknown): void }): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const thread = startThread(threadUrl(), { workerData: data, name: 'lease', execArgv: [] });
    thread.on('message', (message: LeaseThreadMessage) => {
      if (message === 'ready') {
        resolve(thread);
        thread.on('error', on.died);
      } else on.lost(message.lost);
    });
    thread.on('error', reject);
  });
}

/** Joins the fleet; resolves when the first lease is granted. */
export async function holdLease(deps: Deps, options: LeaseOptions): Promise<Lease> {
  let workerId = '';
  let thread: Thread | null = null;
  const renewedAt = new SharedArrayBuffer(8);
  const moments = new BigInt64Array(renewedAt);
  let closed = false;
  let rejoining = false;

  const ageMs = () => Number(process.hrtime.bigint() - Atomics.load(moments, 0)) / 1e6;
  const held = () => !rejoining && !closed && ageMs() < LEASE_MS - SAFETY_MS;

  const ready = async (): Promise<Thread> => {
    const opened = await openThread(
      { url: deps.db.url, renewedAt },
      {
        lost: (id) => {
          if (id === workerId) void lose('taken away');
        },
        died: (error) => {
          deps.log.error({ err: error }, 'the lease thread died');
          if (thread === opened) thread = null;
        },
      },
    );
    return opened;
  };

  /** The thread comes first: a lease that nobody renews yet would run out on a busy machine before its first renewal. */
  const join = async () => {
    thread ??= await ready();
    const id = deps.newId();
    const asked = process.hrtime.bigint();
    await joinFleet(deps, { id, host: hostname(), pid: process.pid, slots: options.slots, version: options.version }, LEASE_MS);
    workerId = id;
    Atomics.store(moments, 0, asked);
    thread.postMessage(id);
  };

  const lose = async (why: string): Promise<void> => {
    if (rejoining || closed) return;
    rejoining = true;
    deps.log.warn({ workerId, why }, 'lease lost: stopping what is in flight and joining anew');
    options.onLost();
    for (let wait = 100; !closed; wait = Math.min(wait * 2, 2_000)) {
      try {
        await join();
        break;
      } catch (error) {
        deps.log.warn({ err: error }, 'cannot join the fleet yet');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    rejoining = false;
    if (!closed) options.onJoined();
  };

  await join();
  const check = setInterval(() => {
    if (!rejoining && ageMs() >= LEASE_MS - SAFETY_MS) void lose('not renewed in time');
  }, CHECK_MS);

  return {
    workerId: () => workerId,
    held,
    async close() {
      closed = true;
      clearInterval(check);
      await thread?.terminate();
      await leaveFleet(deps, workerId).catch((error: unknown) =>
        deps.log.warn({ err: error }, 'could not leave the fleet; the lease runs out'),
      );
    },
  };
}
