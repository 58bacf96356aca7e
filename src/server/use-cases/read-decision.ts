import { NotFoundError } from '../core/errors.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { AttemptStatus } from '../core/task/state.ts';
import type { AttemptView } from '../core/task/task-view.ts';
import { findAttempt } from '../db/read-attempts.ts';
import { type DecisionRow, findDecision } from '../db/read-decision.ts';
import type { Deps } from '../deps.ts';

/** What came of an assignment; read from the attempt, so it is never older than the truth. */
export interface DecisionOutcome {
  status: AttemptStatus;
  startedAt: Date | null;
  endedAt: Date | null;
  durationMs: number | null;
  error: AttemptError | null;
  usage: AttemptView['usage'];
}

export interface DecisionView extends DecisionRow {
  attempt: { id: string; number: number; fence: number } | null;
  /** Null for a dry run. */
  outcome: DecisionOutcome | null;
}

/** The whole record of one assignment. @throws NotFoundError */
export async function readDecision(deps: Deps, id: string): Promise<DecisionView> {
  const [decision, attempt] = await Promise.all([findDecision(deps.db, id), findAttempt(deps.db, id)]);
  if (decision === null) throw new NotFoundError(`no decision ${id}`);
  if (attempt === null) return { ...decision, attempt: null, outcome: null };
  const { number, fence, status, startedAt, endedAt, durationMs, error, usage } = attempt;
  return { ...decision, attempt: { id, number, fence }, outcome: { status, startedAt, endedAt, durationMs, error, usage } };
}
