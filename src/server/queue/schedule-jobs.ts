import type { Queue } from 'bullmq';
import { isJobName, JOBS, type JobName } from './jobs.ts';

/**
 * Makes the queue know every repeating job, and forget those of older versions. May be called again and again: that is how an emptied
 * queue is filled anew.
 */
export async function scheduleJobs(queue: Queue): Promise<void> {
  for (const [name, job] of Object.entries(JOBS) as [JobName, (typeof JOBS)[JobName]][]) {
    const options = { removeOnComplete: true, removeOnFail: 100, attempts: 1 };
    await queue.upsertJobScheduler(name, { every: job.everyMs }, { name, data: {}, opts: options });
  }
  for (const { key } of await queue.getJobSchedulers()) if (!isJobName(key)) await queue.removeJobScheduler(key);
}
