import { hostname } from 'node:os';
import type { Worker as Thread } from 'node:worker_threads';
import type { Deps } from '../../src/server/deps.ts';
import { startThread } from '../../src/server/source-thread.ts';
import { leaveFleet } from '../../src/server/use-cases/leave-fleet.ts';
import { LEASE_MS, type LeaseOrder, type LeaseThreadData, type LeaseThreadMessage, SAFETY_MS } from './lease-protocol.ts';

// This process's membership in the fleet. States: joined (lease renewed) -> in doubt (not renewed for so long that others may take over:
// work is stopped) -> joined anew under another id. A lease that was taken away, or whose thread died, goes the same way at once.

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
  /** Of the sources; null where it is not known. */
  commit: string | null;
  /** Everything in flight belongs to others now. */
  onLost(): void;
  /** Work may start (again). */
  onJoined(): void;
  /** Other processes are gone, and nobody has ended them yet. Said again every second while that is so. */
  onGone(workerIds: readonly string[]): void;
}

function threadUrl(): URL {
  return import.meta.url.endsWith('.mjs') ? new URL('./lease-thread.mjs', import.meta.url) : new URL('../lease-thread.ts', import.meta.url);
}

type Said = Exclude<LeaseThreadMessage, 'ready'>;

/** Starts the thread that renews; resolves when it takes orders. */
function openThread(data: LeaseThreadData, on: { said(message: Said): void; died(error: unknown): void }): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const thread = startThread(threadUrl(), { workerData: data, name: 'lease', execArgv: [] });
    thread.on('message', (message: LeaseThreadMessage) => {
      if (message === 'ready') {
        resolve(thread);
        thread.on('error', on.died);
      } else on.said(message);
    });
    thread.on('error', reject);
  });
}

/** Joins the fleet; resolves when the first lease is granted. */
export async function holdLease(deps: Deps, options: LeaseOptions): Promise<Lease> {
  const lease = new ProcessLease(deps, options);
  await lease.open();
  return lease;
}

class ProcessLease implements Lease {
  readonly #deps: Deps;
  readonly #options: LeaseOptions;
  readonly #renewedAt = new SharedArrayBuffer(8);
  readonly #moments = new BigInt64Array(this.#renewedAt);
  #workerId = '';
  /** Waits for what the thread says of the process that it was told to join as. */
  #answer: { id: string; joined(): void; refused(error: unknown): void } | null = null;
  #thread: Thread | null = null;
  #check: NodeJS.Timeout | null = null;
  #rejoining = false;
  #closed = false;

  constructor(deps: Deps, options: LeaseOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  async open(): Promise<void> {
    await this.#join();
    this.#check = setInterval(() => {
      if (this.#ageMs() >= LEASE_MS - SAFETY_MS) void this.#lose('not renewed in time');
    }, CHECK_MS);
  }

  workerId(): string {
    return this.#workerId;
  }

  held(): boolean {
    return !this.#rejoining && !this.#closed && this.#ageMs() < LEASE_MS - SAFETY_MS;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#check) clearInterval(this.#check);
    await this.#thread?.terminate();
    await leaveFleet(this.#deps, this.#workerId).catch((error: unknown) =>
      this.#deps.log.warn({ err: error }, 'could not leave the fleet; the lease runs out'),
    );
  }

  #ageMs(): number {
    return Number(process.hrtime.bigint() - Atomics.load(this.#moments, 0)) / 1e6;
  }

  /** The thread joins, on the session that renews: a lease that nobody renews yet would run out on a busy machine before its first renewal. */
  async #join(): Promise<void> {
    const thread = this.#thread ?? (await this.#openThread());
    this.#thread = thread;
    const id = this.#deps.newId();
    const { slots, version, commit } = this.#options;
    const order: LeaseOrder = { join: { id, host: hostname(), pid: process.pid, slots, version, commit } };
    await new Promise<void>((joined, refused) => {
      this.#answer = { id, joined, refused };
      thread.postMessage(order);
    });
    this.#workerId = id;
  }

  #openThread(): Promise<Thread> {
    return openThread(
      { url: this.#deps.db.url, renewedAt: this.#renewedAt },
      {
        said: (message) => this.#hear(message),
        died: (error) => {
          this.#deps.log.error({ err: error }, 'the lease thread died');
          this.#thread = null;
          this.#answer?.refused(error);
          // Its session ended with it: others see a process without a lifeline.
          void this.#lose('its thread died');
        },
      },
    );
  }

  #hear(message: Said): void {
    if ('joined' in message) {
      if (this.#answer?.id === message.joined) this.#answer.joined();
    } else if ('refused' in message) {
      if (this.#answer?.id === message.refused) this.#answer.refused(message.error);
    } else if ('gone' in message) {
      this.#options.onGone(message.gone);
    } else if (message.lost === this.#workerId) void this.#lose('taken away');
  }

  async #lose(why: string): Promise<void> {
    if (this.#rejoining || this.#closed) return;
    this.#rejoining = true;
    const { log } = this.#deps;
    log.warn({ workerId: this.#workerId, why }, 'lease lost: stopping what is in flight and joining anew');
    this.#options.onLost();
    for (let wait = 100; !this.#closed; wait = Math.min(wait * 2, 2_000)) {
      try {
        await this.#join();
        break;
      } catch (error) {
        log.warn({ err: error }, 'cannot join the fleet yet');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    this.#rejoining = false;
    if (!this.#closed) this.#options.onJoined();
  }
}
