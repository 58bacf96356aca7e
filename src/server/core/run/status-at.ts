import { isTerminalTask, type TaskStatus, type WaitReason } from '../task/state.ts';
import type { AttemptView, TaskSummary } from '../task/task-view.ts';
import type { EventView } from './event-view.ts';

// A run as it stood after one of its events. The events are the truth of the past; what they do not say of a task (its attempts, its
// times) is cut off at the moment of that event.

/** Reasons for which a task itself waits; for the others it stays ready, at a gate. */
const OWN_WAITS: ReadonlySet<string> = new Set<WaitReason>(['review', 'approval', 'timer', 'event', 'sub_workflow']);

const STATUS_OF: Readonly<Partial<Record<string, TaskStatus>>> = {
  'task.ready': 'ready',
  'task.pending': 'pending',
  'task.assigned': 'assigned',
  'task.started': 'running',
  'task.grown': 'pending',
  'task.retrying': 'ready',
  'task.lost': 'ready',
  'task.returned': 'ready',
  'task.completed': 'completed',
  'task.failed': 'failed',
  'task.skipped': 'skipped',
  'task.cancelled': 'cancelled',
};

type Told = Pick<EventView, 'seq' | 'type' | 'taskId' | 'data'>;

function statusOf({ type, data }: Told): TaskStatus | null {
  if (type !== 'task.waiting') return STATUS_OF[type] ?? null;
  const reason = data !== null && typeof data === 'object' && !Array.isArray(data) ? data.reason : null;
  return typeof reason === 'string' && OWN_WAITS.has(reason) ? 'waiting' : 'ready';
}

/** The status of every task by its id, after event `seq`. A task that nothing was said of was pending: it is missing. */
export function statusAt(events: readonly Told[], seq: number): Map<string, TaskStatus> {
  const statuses = new Map<string, TaskStatus>();
  for (const event of events) {
    if (event.seq > seq) break;
    const status = event.taskId === null ? null : statusOf(event);
    if (status !== null) statuses.set(event.taskId as string, status);
  }
  return statuses;
}

const after = (time: Date | null, at: Date) => time !== null && time.getTime() > at.getTime();

/** What was known of an attempt; null when it had not been granted. */
function attemptAt(attempt: AttemptView, at: Date): AttemptView | null {
  if (after(attempt.assignedAt, at)) return null;
  if (attempt.endedAt !== null && !after(attempt.endedAt, at)) return attempt;
  const started = after(attempt.startedAt, at) ? null : attempt.startedAt;
  return {
    ...attempt,
    status: started === null ? 'assigned' : 'running',
    startedAt: started,
    endedAt: null,
    durationMs: null,
    error: null,
    verification: null,
    verificationReason: null,
    quality: null,
  };
}

/** Whether all that is known of a task was known by then. */
const wasOver = ({ status, finishedAt, attempts }: TaskSummary, at: Date) =>
  isTerminalTask(status) && !after(finishedAt, at) && attempts.every(({ endedAt }) => endedAt !== null && !after(endedAt, at));

/** The tasks as they stood after event `seq`; one that was over by then is the same object. `events` are all of the run's up to it, in order. */
export function tasksAt(tasks: readonly TaskSummary[], events: readonly EventView[], seq: number): TaskSummary[] {
  const statuses = statusAt(events, seq);
  const last = events.findLast((event) => event.seq <= seq);
  if (last === undefined) return [...tasks];
  return tasks.map((task) => {
    const status = statuses.get(task.id) ?? 'pending';
    if (status === task.status && wasOver(task, last.at)) return task;
    const over = isTerminalTask(status);
    return {
      ...task,
      status,
      waitReason: null,
      waitDetail: null,
      readyAt: after(task.readyAt, last.at) ? null : task.readyAt,
      finishedAt: over ? task.finishedAt : null,
      availableAt: null,
      error: over ? task.error : null,
      attempts: task.attempts.flatMap((attempt) => attemptAt(attempt, last.at) ?? []),
    };
  });
}
