import type { AttemptError } from '../task/attempt-outcome.ts';

/** A task that was parked for what it did to its holders. */
export interface DeadLetterRow {
  taskId: string;
  taskKey: string;
  taskName: string;
  taskType: string;
  runId: string;
  runName: string;
  runStatus: string;
  workflowId: string;
  agentId: string | null;
  agentName: string | null;
  cause: 'poison' | 'infrastructure';
  reason: string;
  evidence: unknown;
  losses: number;
  error: AttemptError | null;
  /** Of the definition, with its references. */
  input: unknown;
  parkedAt: Date;
  decision: 'replayed' | 'discarded' | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  note: string | null;
  replayRunId: string | null;
}

export interface DeadLetterView extends DeadLetterRow {
  /** Who decided, in words. */
  decidedByName: string | null;
}
