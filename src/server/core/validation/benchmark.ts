import { z } from 'zod';
import type { JsonValue } from '../json.ts';
import type { MeasureVerdict, RegressionView, Verdict } from './judge.ts';

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

export const startValidationSchema = z.strictObject({
  type: z.enum(BENCHMARK_TYPES),
  severity: z.enum(SEVERITIES).default('light'),
  /** Seconds of load in place of the plan's own; a benchmark that hands in all at once has none. */
  seconds: z.number().int().min(LOAD_SECONDS.least).max(LOAD_SECONDS.most).optional(),
});
export type StartValidation = z.output<typeof startValidationSchema>;

export const PHASES = ['preparing', 'loading', 'draining', 'measuring'] as const;
export type Phase = (typeof PHASES)[number];

export const progressSchema = z.object({
  phase: z.enum(PHASES),
  /** Of the load that is planned, 0..1. */
  share: z.number(),
  runsPlanned: z.number(),
  runsBegun: z.number(),
  runsEnded: z.number(),
  /** Load held back because work of users was waiting, milliseconds. */
  heldMs: z.number(),
});
export type Progress = z.output<typeof progressSchema>;

export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryMb: z.number(),
  system: z.string(),
});
export type Machine = z.output<typeof machineSchema>;

/** A run as lists show it. */
export interface ValidationSummary {
  id: string;
  type: BenchmarkType;
  severity: Severity;
  status: ValidationStatus;
  verdict: Verdict | null;
  /** Verdicts by status. */
  met: number;
  missed: number;
  unknown: number;
  regressions: number;
  commit: string | null;
  version: string;
  isBaseline: boolean;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface ValidationView extends ValidationSummary {
  seconds: number | null;
  progress: Progress | null;
  /** Why it failed; null otherwise. */
  fault: string | null;
  stopRequested: boolean;
  machine: Machine | null;
  verdicts: MeasureVerdict[];
  /** Against the baseline as it was when this run ended. */
  regression: RegressionView[];
  baselineId: string | null;
  plan: JsonValue;
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
