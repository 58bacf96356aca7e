import type { Queue } from 'bullmq';
import type { Deps } from '../src/server/deps.ts';
import { isQueueGone, type QueueBackend } from '../src/server/queue/connection.ts';
import { QUEUE_NAME } from '../src/server/queue/jobs.ts';
import { scheduleJobs } from '../src/server/queue/schedule-jobs.ts';
import { defineWorker, type Processors, type QueueWorker } from './define-worker.ts';

// The queue of this process. States: open (consumes; after 5 s in which nothing came it writes the repeating jobs anew) -> gone (its tables
// were dropped: the old connections would ask for them thousands of times a second) -> open anew, with new connections that make the
// tables again.

/** A queue that brings nothing for so long may have been emptied: the repeating jobs are written anew. Milliseconds. */
const RECONCILE_MS = 5_000;
/** How often it is looked at whether anything came. Milliseconds. */
const LOOK_MS = 2_500;
/** Least time between two openings, and what an old connection gets to close. Milliseconds. */
const REOPEN_MS = 1_000;

interface OpenQueue {
  queue: Queue;
  worker: QueueWorker;
}

/**
 * Connects to the queue and keeps it filled. A queue that does not answer is no reason to stop: the engine's own nets do its duties.
 */
export async function startQueue(deps: Deps, backend: QueueBackend, processors: Processors): Promise<QueueWorker> {
  const consumer = new QueueConsumer(deps, backend, processors);
  await consumer.reconcile();
  return consumer;
}

class QueueConsumer implements QueueWorker {
  readonly #deps: Deps;
  readonly #backend: QueueBackend;
  readonly #processors: Processors;
  readonly #timer: NodeJS.Timeout;
  /** When the queue brought something, or was filled. */
  #aliveAt = 0;
  #open: OpenQueue;
  #failing = false;
  #reopening: Promise<void> | null = null;
  #closed = false;

  constructor(deps: Deps, backend: QueueBackend, processors: Processors) {
    this.#deps = deps;
    this.#backend = backend;
    this.#processors = processors;
    this.#open = this.#connect();
    this.#timer = setInterval(() => {
      if (performance.now() - this.#aliveAt >= RECONCILE_MS) void this.reconcile();
    }, LOOK_MS);
  }

  async reconcile(): Promise<void> {
    try {
      await scheduleJobs(this.#open.queue);
      this.#aliveAt = performance.now();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#deps.log.warn({ err: error }, 'the queue could not be filled; tried again every 5 s');
      this.#failing = true;
      this.#examine(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#reopening;
    await this.#open.worker.close();
    await this.#open.queue.close();
  }

  #connect(): OpenQueue {
    const queue = new this.#backend.Queue(QUEUE_NAME, { connection: this.#backend.connection });
    const examine = (error: unknown) => this.#examine(error);
    queue.on('error', examine);
    const onJob = () => {
      this.#aliveAt = performance.now();
    };
    return { queue, worker: defineWorker(this.#deps, this.#backend, { processors: this.#processors, onJob, onError: examine }) };
  }

  #examine(error: unknown): void {
    if (!this.#closed && isQueueGone(error)) this.#reopening ??= this.#reopen();
  }

  async #reopen(): Promise<void> {
    const old = this.#open;
    this.#deps.log.warn('the tables of the queue are gone; making them anew');
    const late = new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    const ended = Promise.all([old.worker.close(true), old.queue.close()]).catch(() => {});
    await Promise.race([ended, late]);
    await late;
    this.#open = this.#connect();
    this.#reopening = null;
    await this.reconcile();
  }
}
