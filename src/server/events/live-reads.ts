import type { AgentPatch } from '../core/agent/agent-view.ts';
import type { BreakerSummary } from '../core/breaker/breaker-summary.ts';
import type { EventView, LogLineView } from '../core/run/event-view.ts';
import type { RunSummary } from '../core/run/run-view.ts';
import type { TaskSummary } from '../core/task/task-view.ts';
import type { TailRead } from './live-tail.ts';

export interface RunDelta {
  run: RunSummary | null;
  events: EventView[];
  /** The tasks that the events name, as they are now. */
  tasks: TaskSummary[];
}

export interface LogPosition {
  fence: number;
  seq: number;
}

/** How the hub reads the tables. */
export interface LiveReads {
  runDelta(runId: string, after: number, limit: number): Promise<TailRead<number, RunDelta>>;
  logLines(taskId: string, after: LogPosition, limit: number): Promise<TailRead<LogPosition, LogLineView[]>>;
  runs(ids: string[]): Promise<RunSummary[]>;
  newestRuns(): Promise<RunSummary[]>;
  /** Every agent that is not retired. */
  agents(): Promise<AgentPatch[]>;
  /** Breakers that were stored since the moment that the last look named; `readAt` names this one. */
  breakers(since: Date): Promise<{ breakers: BreakerSummary[]; readAt: Date }>;
  /** The text form of a place in a log. */
  logCursor(place: LogPosition): string;
}

export const isSameLogPlace = (a: LogPosition, b: LogPosition): boolean => a.fence === b.fence && a.seq === b.seq;
