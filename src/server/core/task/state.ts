// The states of a task and of an attempt.
//
//   task:     pending -> ready -> assigned -> running -> completed | failed | cancelled | skipped
//             ready -> pending (a map or a loop waits for the calls it added) -> ready -> completed | failed
//             ready -> waiting (approval, timer, event, sub-workflow) -> completed | failed
//             assigned | running -> waiting (a person reviews the result) -> completed | failed | ready
//             assigned | running -> ready (a retry, a lost worker, a hand-back)
//   attempt:  assigned -> running -> completed | failed | cancelled | lost | returned

export const TASK_STATUSES = ['pending', 'ready', 'assigned', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'skipped'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const TERMINAL_TASK_STATUSES = ['completed', 'failed', 'cancelled', 'skipped'] as const;
export type TerminalTaskStatus = (typeof TERMINAL_TASK_STATUSES)[number];

export const ATTEMPT_STATUSES = ['assigned', 'running', 'completed', 'failed', 'cancelled', 'lost', 'returned'] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/** How an attempt may end. `lost`: its process or pull agent died. `returned`: handed back unstarted or at a clean shutdown. */
export type EndedAttemptStatus = Exclude<AttemptStatus, 'assigned' | 'running'>;

/** The gates that may hold a task which is not running; exactly one is named at a time. */
export const WAIT_REASONS = [
  'dependency',
  'no_capable_agent',
  'capacity',
  'faster_agent',
  'breaker',
  'rate',
  'budget_exceeded',
  'approval',
  'paused',
  'run_limit',
  'map_limit',
  'max_agents',
  'review',
  'retry_delay',
  'shed',
  'quarantine',
  'timer',
  'event',
  'sub_workflow',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** What control tasks wait for; none of them is a gate that dispatch opens. */
export const CONTROL_WAITS = ['approval', 'timer', 'event', 'sub_workflow'] as const satisfies readonly WaitReason[];
export type ControlWait = (typeof CONTROL_WAITS)[number];

export function isTerminalTask(status: TaskStatus): status is TerminalTaskStatus {
  return (TERMINAL_TASK_STATUSES as readonly string[]).includes(status);
}
