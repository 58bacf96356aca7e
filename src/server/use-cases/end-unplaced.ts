import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';

/**
 * Ends a ready task that nobody was given: skipped by its dependencies or its condition, or failed because the condition has no value.
 * @returns false when it is not ready any more
 */
export function endUnplaced(
  deps: Pick<Deps, 'road'>,
  task: Pick<QueuedTask, 'id' | 'runId' | 'fence'>,
  end: { status: 'skipped' | 'failed'; error: AttemptError | null },
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
    outputText: null,
    outputArtifactId: null,
    errorText: end.error === null ? null : JSON.stringify(end.error),
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
  });
}
