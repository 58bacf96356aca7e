import { z } from 'zod';

// The one table of what happens by itself: the duties of the fleet and how often each comes, and the jobs of the queue. The queue is a
// hint: it makes some process look at the duties, and emptying it loses nothing, since every process looks by itself too. The database
// lets one process run each duty per period (docs/adr/0009-duties.md).

/** One queue for all: the jobs are few and short. */
export const QUEUE_NAME = 'hive';

export interface DutyDefinition {
  /** Milliseconds between two runs in the whole fleet. */
  everyMs: number;
}

export const DUTIES = {
  /** Leases, retries, deadlines, drained agents. */
  sweep: { everyMs: 2_000 },
  /** Schedules start what is due. */
  'fire-schedules': { everyMs: 2_000 },
  /** Unstarted work goes from overloaded to underloaded agents. */
  rebalance: { everyMs: 30_000 },
  /** Pools grow and shrink with the work. */
  'scale-pools': { everyMs: 5_000 },
  /** Who may sleep goes to sleep; who is needed is woken. */
  sleep: { everyMs: 15_000 },
  /** Alerts open and close with their causes. */
  'watch-alerts': { everyMs: 5_000 },
  /** Receivers are told of alerts. */
  'deliver-alerts': { everyMs: 5_000 },
  /** Every agent against its own past, and how probable it is that it fails. */
  'watch-agents': { everyMs: 60_000 },
  /** Counters and points of what happened. */
  measure: { everyMs: 10_000 },
  /** What calls cost is added up, for budgets. */
  'fold-spend': { everyMs: 10_000 },
  /** What ended is told to a tracing system, where one is named. */
  'export-traces': { everyMs: 5_000 },
  /** New entries of the context store are embedded, where a model for that is set. */
  'embed-context': { everyMs: 5_000 },
  /** Agent statistics from the attempts themselves. */
  'rebuild-stats': { everyMs: 3_600_000 },
  /** Runs of bulk retries are begun, those of bulk cancels cancelled, batch after batch. */
  'bulk-retries': { everyMs: 2_000 },
  /** What outcomes say of agents, for the next decisions. */
  'learn-belief': { everyMs: 5_000 },
  /** What outcomes say of personas, and of the persona component itself. */
  'learn-personas': { everyMs: 10_000 },
  /** A queued validation run is taken, the next of the night is queued, what a dead process left is removed. */
  validate: { everyMs: 2_000 },
  /** Answers kept for idempotency keys, finished workers, old logs. */
  prune: { everyMs: 600_000 },
} as const satisfies Record<string, DutyDefinition>;

export type DutyName = keyof typeof DUTIES;

/** How often a process looks which duties are due: as often as the most frequent one. Milliseconds. */
export const TEND_MS = Math.min(...Object.values(DUTIES).map(({ everyMs }) => everyMs));

export interface JobDefinition<Payload extends z.ZodType> {
  payload: Payload;
  /** Milliseconds between two runs. */
  everyMs: number;
}

const empty = z.strictObject({});

export const JOBS = {
  /** A look at the duties: half as often as processes look by themselves, since each job costs a dozen statements. */
  tend: { payload: empty, everyMs: 2 * TEND_MS },
} as const satisfies Record<string, JobDefinition<z.ZodType>>;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.output<(typeof JOBS)[Name]['payload']>;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}
