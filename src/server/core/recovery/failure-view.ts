import type { Detector, FailureSeverity, FailureType, RecoveryOutcome, RecoveryStep, RecoveryStrategy } from './failure.ts';

/** A failure with what was done about it. Text of agents: show it as text only. */
export interface FailureRow {
  id: string;
  type: FailureType;
  severity: FailureSeverity;
  detector: Detector;
  agentId: string | null;
  agentName: string | null;
  taskId: string | null;
  taskKey: string | null;
  taskName: string | null;
  taskStatus: string | null;
  runId: string | null;
  runName: string | null;
  attemptId: string | null;
  workerId: string | null;
  message: string;
  detail: Record<string, unknown>;
  reportedBy: string | null;
  beganAt: Date;
  seenAt: Date;
  actedAt: Date | null;
  resolvedAt: Date | null;
  strategy: RecoveryStrategy | null;
  automatic: boolean | null;
  outcome: RecoveryOutcome | null;
  steps: RecoveryStep[] | null;
  tasksReassigned: number | null;
  validatedAt: Date | null;
}

export interface FailureView extends FailureRow {
  /** Who reported it, in words; null when it was found by itself. */
  reportedByName: string | null;
}
