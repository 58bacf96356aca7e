import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';

/** How a task ends that nobody was given. A completed one may carry an error: what its output lacks, and why. */
export interface UnplacedEnd {
  status: 'completed' | 'skipped' | 'failed';
  error: AttemptError | null;
  /** JSON text; absent where there is none. */
  outputText?: string | null;
  outputArtifactId?: string | null;
}

/** What a task ends with whose step cannot be made by this program, however often it is tried. */
export function brokenStep(error: unknown): AttemptError {
  const why = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
  return { code: 'internal', message: `its step could not be made: ${why}`.toWellFormed().replaceAll('\0', ''), retryable: false };
}

/**
 * Ends a ready task that nobody was given: skipped by its dependencies or its condition, failed because the condition has no value, or
 * done without an agent.
 * @returns false when it is not ready any more
 */
export function endUnplaced(
  deps: Pick<Deps, 'road'>,
  task: Pick<QueuedTask, 'id' | 'runId' | 'fence'>,
  end: UnplacedEnd,
): Promise<boolean> {
  return deps.road.settle.add({
    attemptId: null,
    taskId: task.id,
    runId: task.runId,
    fence: task.fence,
    attemptStatus: null,
    taskStatus: end.status,
    countsAttempt: false,
    countsLoss: false,
    delayMs: 0,
    startedAgoMs: null,
    outputText: end.outputText ?? null,
    outputArtifactId: end.outputArtifactId ?? null,
    errorText: end.error === null ? null : JSON.stringify(end.error),
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
  });
}
