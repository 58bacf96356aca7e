// A validation run: one benchmark at one severity, on a fleet of its own in a database of its own.
//
//   queued --a process takes it--> running --measured--> completed
//   queued | running --somebody stops it--> cancelled
//   running --its process is gone, or could not go on--> failed
//
// At most one is queued or running at a time. Its verdict (met, missed, unknown) is another thing than its status: a run that measured
// that a target is missed has completed.

export const BENCHMARK_TYPES = [
  'load_balancing',
  'task_routing',
  'failure_recovery',
  'workflow_execution',
  'system_throughput',
  'resource_utilization',
  'stress_test',
  'endurance_test',
] as const;
export type BenchmarkType = (typeof BENCHMARK_TYPES)[number];

export const SEVERITIES = ['light', 'moderate', 'heavy', 'extreme'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const VALIDATION_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type ValidationStatus = (typeof VALIDATION_STATUSES)[number];

/** Seconds that load may be made for, where somebody says so. */
export const LOAD_SECONDS = { least: 2, most: 3_600 } as const;

/** What is asked for. */
export interface StartValidation {
  type: BenchmarkType;
  severity: Severity;
  /** Seconds of load in place of the plan's own; a benchmark that hands in all at once has none. */
  seconds?: number | undefined;
}

export const PHASES = ['preparing', 'loading', 'draining', 'measuring'] as const;
export type Phase = (typeof PHASES)[number];

export interface Progress {
  phase: Phase;
  /** Of the load that is planned, 0..1. */
  share: number;
  runsPlanned: number;
  runsBegun: number;
  runsEnded: number;
  /** Load held back because work of users was waiting, milliseconds. */
  heldMs: number;
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryMb: number;
  system: string;
}

/** One raw observation. */
export interface Sample {
  /** Epoch ms. */
  at: number;
  value: number;
  /** What was observed, for people. */
  subject: string;
  /** Of a measure that holds two kinds of observations against each other: which kind. */
  group?: string;
}
