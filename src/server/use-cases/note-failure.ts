import { classifyError, severityOfAttempt } from '../core/recovery/classify-error.ts';
import type { RecoveryStrategy } from '../core/recovery/failure.ts';
import { planRetry } from '../core/recovery/plan-recovery.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { Settlement } from '../core/task/settle.ts';
import type { NewFailure } from '../db/failures.ts';
import type { Deps } from '../deps.ts';

/** What is known of an attempt that ends. */
interface FailingAttempt {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  fence: number;
  attempts: number;
  losses: number;
  /** Since the start; null when it never started. */
  runningMs: number | null;
}

/** A failed attempt as recovery sees it, before it is settled. */
export interface AttemptFailure {
  row: NewFailure;
  /** The task is rather given to another agent next. */
  avoid: boolean;
}

const STEP: Partial<Record<RecoveryStrategy, string>> = {
  retry_with_backoff: 'put the task back for another attempt',
  immediate_reassignment: 'put the task back, for another agent if there is one',
};

/** The last proof of life: of a call that fell silent, its start or its last byte; a failure that was told showed itself at once. */
function beganOf(error: AttemptError, { seen, runningMs, detector }: { seen: number; runningMs: number; detector: string }): number {
  const silent = error.detail?.silent_ms;
  if (typeof silent === 'number') return seen - silent;
  return detector === 'task_timeout' || detector === 'connection' ? seen - runningMs : seen;
}

/** What a failed attempt is to be recorded as; null when it says nothing of agents or infrastructure. */
export function failureOf(
  deps: Pick<Deps, 'newId'>,
  attempt: FailingAttempt,
  { error, settlement }: { error: AttemptError; settlement: Settlement },
): AttemptFailure | null {
  const kind = classifyError(error);
  if (kind === null) return null;
  const final = settlement.taskStatus === 'failed';
  const severity = severityOfAttempt({ final, made: attempt.attempts + attempt.losses + 1 });
  const strategy = final ? null : planRetry(kind.type, severity);
  const seen = performance.now();
  const row: NewFailure = {
    id: deps.newId(),
    ...kind,
    severity,
    agentId: attempt.agentId,
    taskId: attempt.taskId,
    runId: attempt.runId,
    attemptId: attempt.attemptId,
    workerId: null,
    message: error.message,
    detail: { code: error.code, delay_ms: settlement.delayMs },
    reportedBy: null,
    began: beganOf(error, { seen, runningMs: attempt.runningMs ?? 0, detector: kind.detector }),
    seen,
    acted: null,
    recovery: strategy && {
      strategy,
      automatic: true,
      outcome: 'running',
      fence: attempt.fence,
      taskIds: [attempt.taskId],
      steps: [{ what: STEP[strategy] ?? strategy, strategy, ok: true }],
    },
  };
  return { row, avoid: strategy === 'immediate_reassignment' };
}

/** Stores failures that nobody waits for: a moment later, in company. */
export function noteFailures(deps: Pick<Deps, 'road' | 'feed' | 'log'>, rows: NewFailure[]): void {
  Promise.all(rows.map((row) => deps.road.failures.add(row))).then(
    () => deps.feed.publish(['failures']),
    (error: unknown) => deps.log.warn({ err: error }, 'a failure was not recorded'),
  );
}
