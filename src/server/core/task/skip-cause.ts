import type { AttemptError } from './attempt-outcome.ts';
import type { TaskStatus } from './state.ts';

/** The first dependency that forbids a task. */
export interface Blocker {
  /** The definition's task_id. */
  key: string;
  status: TaskStatus;
  /** What the edge asked for: completed, failed, or `not_taken` where a branch closed it. */
  when: string;
}

const ENDED: Partial<Record<TaskStatus, string>> = { skipped: 'was skipped', cancelled: 'was cancelled' };

/** Why a task is skipped; no failure of anything, but the reason stands with it. */
export function skipCause({ key, status, when }: Blocker): AttemptError {
  if (when === 'not_taken' && status === 'completed') {
    return { code: 'branch_not_taken', message: `"${key}" took another way`, retryable: false };
  }
  const wanted = when === 'failed' ? 'fail' : 'complete';
  return { code: 'dependency_unmet', message: `"${key}" ${ENDED[status] ?? status}; this needs it to ${wanted}`, retryable: false };
}

export const CONDITION_FALSE: AttemptError = { code: 'condition_false', message: 'its condition did not hold', retryable: false };
