import type { JsonValue } from '../json.ts';
import { type Priority, priorityOf } from '../priority.ts';
import type { AttemptError } from '../task/attempt-outcome.ts';
import { failureCause } from '../task/failure-cause.ts';
import type { Lineage } from './rerun-view.ts';
import { isTerminalRun, type RunStatus } from './state.ts';

export interface RunCounts {
  total: number;
  completed: number;
  failed: number;
  skipped: number;
  cancelled: number;
}

export interface RunSummary extends RunCounts {
  id: string;
  workflowId: string;
  name: string;
  status: RunStatus;
  executionMode: string;
  priority: Priority;
  /** Share of the tasks that are terminal, 0..1. */
  progress: number;
  /** Number of the newest event. */
  seq: number;
  parentRunId: string | null;
  /** What it is to its parent; null: neither retry nor fork. */
  lineage: Lineage | null;
  /** The task that a retry or fork began from; null: whatever had not completed. */
  rerunFrom: string | null;
  /** The event of the earlier run after which a fork took its results, its checkpoint; null: as they were when it began. */
  rerunSeq: number | null;
  createdBy: string;
  /** `createdBy` in words. */
  createdByName: string;
  /** Of the first failed task; null while none has failed. */
  failure: { taskName: string; cause: string } | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Results that wait for a person's verdict, those of runs below it included. */
  openReviews: number;
  /** Questions that wait for a person's answer, those of runs below it included. */
  openApprovals: number;
  /** From creation to the end; null while it goes on. */
  durationMs: number | null;
}

/** Why a run failed, with the task to look at. */
export interface RunFailure {
  id: string;
  taskId: string;
  name: string;
  error: AttemptError | null;
}

export interface RunView extends RunSummary {
  maxConcurrentTasks: number;
  /** Distinct agents that may work on it at the same time. */
  maxAgents: number;
  /** Share of the tasks that may fail, 0..1. */
  failureTolerance: number;
  /** What was executed, with every default written out. */
  definition: JsonValue;
  /** Grows with every change of the graph while it runs; 0: as it began. */
  graphVersion: number;
  /** Version of the stored workflow; null for an inline definition. */
  workflowVersion: number | null;
  input: JsonValue;
  context: JsonValue;
  /** What the last tasks of the graph gave, by task_id; null until the run is over. */
  output: { [taskId: string]: JsonValue } | null;
  /** The first failed tasks, at most 5. */
  failures: RunFailure[];
  deadlineAt: Date | null;
  /** Who paused or cancelled it, and why; null for one that is neither. */
  stopped: RunStop | null;
  /** Runs that retry or fork this one, newest first, at most 50. */
  children: ChildRun[];
  /** The task of another run that this one runs as; null for one that nobody's task started. */
  startedBy: { runId: string; runName: string; taskId: string; depth: number } | null;
}

/** A pause that lasts, or a cancel. */
export interface RunStop {
  at: Date;
  /** In words. */
  by: string | null;
  /** "user:<id>", "key:<id>"; null where only the words were kept. */
  byId: string | null;
  reason: string | null;
}

/** A run that came from another. */
export interface ChildRun {
  id: string;
  lineage: Lineage | null;
  rerunFrom: string | null;
  rerunSeq: number | null;
  status: RunStatus;
  createdAt: Date;
}

/** A run's row as the summary needs it. */
export interface RunRow extends RunCounts {
  id: string;
  workflowId: string;
  name: string;
  status: RunStatus;
  executionMode: string;
  priority: number;
  seq: number;
  parentRunId: string | null;
  lineage: Lineage | null;
  rerunFrom: string | null;
  rerunSeq: number | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  openReviews: number;
  openApprovals: number;
}

/** What the summary shows that is not in the run's row. */
export interface RunSurroundings {
  createdByName: string;
  failure: Omit<RunFailure, 'id' | 'taskId'> | null;
}

export function runSummary(row: RunRow, { createdByName, failure }: RunSurroundings): RunSummary {
  const ended = row.completed + row.failed + row.skipped + row.cancelled;
  return {
    ...row,
    createdByName,
    failure: failure && { taskName: failure.name, cause: failure.error ? failureCause(failure.error) : 'failed without an error' },
    priority: priorityOf(row.priority),
    progress: row.total === 0 ? 1 : ended / row.total,
    durationMs: isTerminalRun(row.status) && row.finishedAt !== null ? row.finishedAt.getTime() - row.createdAt.getTime() : null,
  };
}

/** An output too large for its row is an artifact; this stands in its place. */
export function outputOrArtifact(output: JsonValue | null, artifactId: string | null): JsonValue {
  return artifactId === null ? output : { artifact_id: artifactId };
}
