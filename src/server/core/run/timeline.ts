import type { TaskStatus } from '../task/state.ts';
import type { AttemptView, TaskSummary } from '../task/task-view.ts';

// The timeline of a run: for every task the stretches of time in which it was queued, assigned and running, read off its attempts.

export interface TimelineSpan {
  kind: 'queued' | 'assigned' | 'running';
  from: Date;
  /** Null while it lasts. */
  to: Date | null;
  /** Of the attempt that the span belongs to; null for waiting. */
  attempt: Pick<AttemptView, 'id' | 'number' | 'agentId' | 'agentName' | 'status' | 'hedgeOf'> | null;
}

export interface TimelineRow {
  id: string;
  taskId: string;
  name: string;
  status: TaskStatus;
  spans: TimelineSpan[];
}

function attemptSpans(attempt: AttemptView): TimelineSpan[] {
  const { id, number, agentId, agentName, status, hedgeOf, assignedAt, startedAt, endedAt } = attempt;
  const owner = { id, number, agentId, agentName, status, hedgeOf };
  const spans: TimelineSpan[] = [{ kind: 'assigned', from: assignedAt, to: startedAt ?? endedAt, attempt: owner }];
  if (startedAt !== null) spans.push({ kind: 'running', from: startedAt, to: endedAt, attempt: owner });
  return spans;
}

/** It took its time itself: its result is not that of another run, nor given to a trial. */
const isDone = ({ status, reusedFrom, given }: TaskSummary) =>
  (status === 'completed' || status === 'failed') && reusedFrom === null && given === null;

/**
 * The spans of one task in order of time. Waiting before the first attempt begins when the task became ready; between attempts it
 * begins when the one before ended. What nobody is called for (approvals, timers, events, sub-workflows) waits until it is over. When the
 * stored time of readiness is that of a later retry, the first wait is not known and left out.
 */
export function timelineRow(task: TaskSummary): TimelineRow {
  const spans: TimelineSpan[] = [];
  let waitsSince = task.readyAt;
  for (const attempt of task.attempts) {
    if (waitsSince !== null && waitsSince < attempt.assignedAt) {
      spans.push({ kind: 'queued', from: waitsSince, to: attempt.assignedAt, attempt: null });
    }
    spans.push(...attemptSpans(attempt));
    waitsSince = attempt.endedAt;
  }
  const waits = task.status === 'ready' || task.status === 'waiting';
  const waited = task.attempts.length === 0 && isDone(task) && task.finishedAt !== null;
  if ((waits || waited) && waitsSince !== null) {
    spans.push({ kind: 'queued', from: waitsSince, to: waits ? null : task.finishedAt, attempt: null });
  }
  return { id: task.id, taskId: task.taskId, name: task.name, status: task.status, spans };
}
