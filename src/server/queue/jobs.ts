import { z } from 'zod';

// Every job there is: its payload, and how often it comes by itself. The queue is a hint: emptying it loses nothing, since every duty also
// has a net inside the workers, and `claimDuty` keeps both from doing it twice.

/** One queue for all: the jobs are few and short. */
export const QUEUE_NAME = 'hive';

export interface JobDefinition<Payload extends z.ZodType> {
  payload: Payload;
  /** Milliseconds between two runs; null for jobs that are only enqueued. */
  everyMs: number | null;
}

const empty = z.strictObject({});

export const JOBS = {
  /** Something became ready: run a dispatch pass. Enqueued at most once per 200 ms. */
  wake: { payload: empty, everyMs: null },
  /** Leases, retries, drained agents. */
  sweep: { payload: empty, everyMs: 2_000 },
  /** Unstarted work goes from overloaded to underloaded agents. */
  rebalance: { payload: empty, everyMs: 30_000 },
  /** Pools grow and shrink with the work. */
  'scale-pools': { payload: empty, everyMs: 5_000 },
  /** Who may sleep goes to sleep; who is needed is woken. */
  sleep: { payload: empty, everyMs: 15_000 },
  /** Alerts open and close with their causes. */
  'watch-alerts': { payload: empty, everyMs: 5_000 },
  /** Every agent against its own past, and how probable it is that it fails. */
  'watch-agents': { payload: empty, everyMs: 60_000 },
  /** Agent statistics from the attempts themselves. */
  'rebuild-stats': { payload: empty, everyMs: 3_600_000 },
  /** What outcomes say of agents, for the next decisions. */
  'learn-belief': { payload: empty, everyMs: 5_000 },
  /** What outcomes say of personas, and of the persona component itself. */
  'learn-personas': { payload: empty, everyMs: 10_000 },
  /** Answers kept for idempotency keys, finished workers, old logs. */
  prune: { payload: empty, everyMs: 600_000 },
} as const satisfies Record<string, JobDefinition<z.ZodType>>;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.output<(typeof JOBS)[Name]['payload']>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}
