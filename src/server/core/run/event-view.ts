import type { JsonValue } from '../json.ts';

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
