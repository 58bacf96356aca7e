import type { JsonValue } from '../json.ts';
import { TERMINAL_RUN_STATUSES } from './state.ts';

/** One thing that happened in a run. */
export interface EventView {
  runId: string;
  /** Counts up by one within the run, without gaps. */
  seq: number;
  type: string;
  at: Date;
  /** The task's row id and its task_id; null for events of the run itself. */
  taskId: string | null;
  taskKey: string | null;
  attemptId: string | null;
  data: JsonValue;
}

/** One line that an attempt printed. */
export interface LogLineView {
  attemptId: string;
  /** Attempt of the task, in order of time. */
  fence: number;
  /** Counts up within the attempt. */
  seq: number;
  at: Date;
  stream: string;
  /** Untrusted text of an agent. */
  text: string;
}

/** One line of a run's log, with the task that it is of. */
export interface RunLogLine extends LogLineView {
  /** The task's row id and its task_id. */
  taskId: string;
  taskKey: string;
  taskName: string;
}

/** Whether a run's events end with this one. */
export function isLastEvent(event: Pick<EventView, 'type'>): boolean {
  return TERMINAL_RUN_STATUSES.some((status) => event.type === `run.${status}`);
}
