import type { Verdict } from '../contract/verdict.ts';
import type { JsonValue } from '../json.ts';
import type { RunStatus } from '../run/state.ts';
import type { AttemptError, AttemptUsage } from './attempt-outcome.ts';
import { type AttemptStatus, isTerminalTask, type TaskStatus, type WaitReason } from './state.ts';

/** What judging a result took, beside what the attempt itself did. */
export interface JudgingView {
  agentId: string;
  /** Null when the agent's row is gone. */
  agentName: string | null;
  durationMs: number | null;
  usage: AttemptUsage;
}

export interface AttemptView {
  id: string;
  /** 1 for the first. */
  number: number;
  fence: number;
  status: AttemptStatus;
  agentId: string;
  /** Null when the agent's row is gone. */
  agentName: string | null;
  /** Null when the assignment left no record. */
  decisionId: string | null;
  assignedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** From the start to the end; null when it never started or still runs. */
  durationMs: number | null;
  cancelRequested: boolean;
  /** The attempt of the same task that straggled when this one was begun beside it; null for all others. */
  hedgeOf: string | null;
  /** The agent's own word, 0..1. */
  progress: number | null;
  error: AttemptError | null;
  /** What the task's contract said of its result; null without one, or before its answer. */
  verification: Verdict | null;
  /** Of the check that decided; untrusted text. */
  verificationReason: string | null;
  /** Of the result, 0..1; null when nobody graded it. */
  quality: number | null;
  usage: AttemptUsage;
  /** Null when no judge was called. */
  judging: JudgingView | null;
}

export interface TaskSummary {
  id: string;
  runId: string;
  /** The definition's task_id. */
  taskId: string;
  /** Position in the definition; of a call that a map or a loop added, its place behind all that were there before. */
  index: number;
  /** The map or loop that it is a call of; null for a task of the definition. */
  parentId: string | null;
  /** Place in the list of its map, from 0; iteration of its loop, from 1. */
  item: number | null;
  name: string;
  taskType: string;
  status: TaskStatus;
  waitReason: WaitReason | null;
  waitDetail: string | null;
  readyAt: Date | null;
  finishedAt: Date | null;
  /** When a retry or a timer is due. */
  availableAt: Date | null;
  error: AttemptError | null;
  outputArtifactId: string | null;
  /** The task of an earlier run whose result it took over, not executed again; null: it was to be done. */
  reusedFrom: string | null;
  /** In a trial: pinned to an output, or left out, and so not executed; null: it was to be done. */
  given: 'pinned' | 'left_out' | null;
  /** Oldest first. */
  attempts: AttemptView[];
}

export interface TaskLink {
  id: string;
  taskId: string;
  name: string;
  status: TaskStatus;
  when: string;
  soft: boolean;
}

export interface TaskView extends TaskSummary {
  /** The run that runs as this task; null where none does, or it has not begun. */
  subRun: { id: string; name: string; status: RunStatus } | null;
  spec: JsonValue;
  /** As written, references unresolved. */
  input: JsonValue;
  output: JsonValue;
  /** What it waits for, and what waits for it; at most 500 each. */
  dependencies: TaskLink[];
  dependents: TaskLink[];
}

/** A task's row as the summary needs it. */
export interface TaskRow extends Omit<TaskSummary, 'attempts' | 'waitReason' | 'waitDetail'> {
  pending: number;
  storedReason: WaitReason | null;
  storedDetail: string | null;
}

/**
 * The one gate a task waits at: an open dependency, then a delay that is running, then what dispatch stored. Null for a task that waits
 * for nothing but its turn, that runs, or that is over.
 */
export function waitOf(row: Pick<TaskRow, 'status' | 'pending' | 'availableAt' | 'storedReason' | 'storedDetail'>): {
  waitReason: WaitReason | null;
  waitDetail: string | null;
} {
  if (isTerminalTask(row.status) || row.status === 'assigned' || row.status === 'running') return { waitReason: null, waitDetail: null };
  if (row.status === 'pending') {
    return { waitReason: 'dependency', waitDetail: row.pending === 1 ? '1 dependency is open' : `${row.pending} dependencies are open` };
  }
  if (row.storedReason === null && row.availableAt !== null) {
    return { waitReason: 'retry_delay', waitDetail: `the next attempt is due at ${row.availableAt.toISOString()}` };
  }
  return { waitReason: row.storedReason, waitDetail: row.storedDetail };
}

export function taskSummary(row: TaskRow, attempts: AttemptView[]): TaskSummary {
  const { pending, storedReason, storedDetail, ...plain } = row;
  return { ...plain, ...waitOf({ ...plain, pending, storedReason, storedDetail }), attempts };
}
