import type { JsonValue } from '../json.ts';
import type { BenchmarkType, Machine, Progress, Severity, ValidationStatus } from './benchmark.ts';
import type { MeasureVerdict, RegressionView, Verdict } from './judge.ts';

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
