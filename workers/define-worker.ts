import { type Job, UnrecoverableError } from 'bullmq';
import type { Deps } from '../src/server/deps.ts';
import type { QueueBackend } from '../src/server/queue/connection.ts';
import { isJobName, JOBS, type JobName, type JobPayload, QUEUE_NAME } from '../src/server/queue/jobs.ts';

/** What a job does. Payloads are parsed before it is called. */
export type Processors = { [Name in JobName]: (payload: JobPayload<Name>) => Promise<unknown> };

/** A broken queue connection is reported at most this often; BullMQ itself would report it thousands of times a second. Milliseconds. */
const REPORT_EVERY_MS = 10_000;

export interface QueueWorker {
  /** @param force without waiting for the job under way */
  close(force?: boolean): Promise<void>;
}

export interface WorkerParts {
  processors: Processors;
  /** Told of every job that came. */
  onJob(): void;
  /** Told of every error of the connection, however often. */
  onError(error: unknown): void;
}

/** Consumes the queue: parses, runs, logs, and maps errors, once for all jobs. */
export function defineWorker(deps: Deps, backend: QueueBackend, { processors, onJob, onError }: WorkerParts): QueueWorker {
  const run = async (job: Job): Promise<unknown> => {
    onJob();
    if (!isJobName(job.name)) throw new UnrecoverableError(`unknown job ${job.name}`);
    const payload = JOBS[job.name].payload.safeParse(job.data ?? {});
    if (!payload.success) throw new UnrecoverableError(`job ${job.name}: ${payload.error.message}`);
    return processors[job.name](payload.data);
  };
  const worker = new backend.Worker(QUEUE_NAME, run, {
    connection: backend.connection,
    concurrency: 1,
    lockDuration: 30_000,
    stalledInterval: 30_000,
    drainDelay: 5,
  });
  let reportedAt = -REPORT_EVERY_MS;
  worker.on('error', (error) => {
    onError(error);
    if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = performance.now();
    deps.log.warn({ err: error }, 'the queue does not answer; work goes on without it');
  });
  worker.on('failed', (job, error) => deps.log.warn({ err: error, job: job?.name }, 'a job failed; its duty comes again'));
  return { close: (force = false) => worker.close(force) };
}
