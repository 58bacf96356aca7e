import type { Deps } from '../src/server/deps.ts';
import type { QueueBackend } from '../src/server/queue/connection.ts';
import { QUEUE_NAME } from '../src/server/queue/jobs.ts';
import { scheduleJobs } from '../src/server/queue/schedule-jobs.ts';
import { defineWorker, type Processors, type QueueWorker } from './define-worker.ts';

/** How often the repeating jobs are written anew, in case somebody emptied the queue. Milliseconds. */
const RECONCILE_MS = 10_000;

/**
 * Connects to the queue and keeps it filled. A queue that does not answer is no reason to stop: the engine's own nets do its duties.
 */
export async function startQueue(deps: Deps, backend: QueueBackend, processors: Processors): Promise<QueueWorker> {
  const queue = new backend.Queue(QUEUE_NAME, { connection: backend.connection });
  queue.on('error', () => {});
  let failing = false;
  const reconcile = async () => {
    try {
      await scheduleJobs(queue);
      failing = false;
    } catch (error) {
      if (!failing) deps.log.warn({ err: error }, 'the queue could not be filled; tried again every 10 s');
      failing = true;
    }
  };
  await reconcile();
  const timer = setInterval(() => void reconcile(), RECONCILE_MS);
  const worker = defineWorker(deps, backend, processors);
  return {
    async close() {
      clearInterval(timer);
      await worker.close();
      await queue.close();
    },
  };
}
