import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { cut, rejection, type Verification } from '../core/contract/verdict.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { type Settlement, settleReview } from '../core/task/settle.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { deleteArtifactsOf } from '../db/artifacts.ts';
import { findTaskRows } from '../db/read-tasks.ts';
import { findOpenReview, type OpenReview, readDueReviews, withdrawReviews } from '../db/reviews.ts';
import { type ReviewedRow, settleReviews } from '../db/settle-attempts.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { announceSettled } from './announce-settled.ts';
import { recordAudit } from './record-audit.ts';

// The end of a review. A person accepts (the task completes, verified) or rejects (its attempt has failed, and is tried again while
// attempts are left). A deadline decides as the contract says, but proves nothing: the result stays unverified.

const BATCH = 100;

export const reviewVerdictSchema = z
  .strictObject({
    verdict: z.enum(['accept', 'reject']),
    reason: z.string().trim().max(1_000).default(''),
    /** 0..1. */
    quality: z.number().min(0).max(1).optional(),
  })
  .refine(({ verdict, reason }) => verdict === 'accept' || reason !== '', { path: ['reason'], message: 'a rejection needs a reason' });
export type ReviewVerdict = z.output<typeof reviewVerdictSchema>;

export interface DecidedReview {
  taskId: string;
  attemptId: string;
  runId: string;
  status: TaskStatus;
}

interface Decision {
  verification: Verification;
  accepted: boolean;
  how: ReviewedRow['decision'];
}

function rowOf(deps: Deps, review: OpenReview, { verification, accepted, how }: Decision): { row: ReviewedRow; settlement: Settlement } {
  const error = accepted ? null : rejection(verification, JSON.stringify(review.output));
  const settlement = settleReview({ spec: parseSpec(review.specText), attempts: review.attempts, random: deps.random }, error);
  const row: ReviewedRow = {
    attemptId: review.attemptId,
    taskId: review.taskId,
    runId: review.runId,
    fence: review.fence,
    attemptStatus: settlement.attemptStatus,
    taskStatus: settlement.taskStatus,
    countsAttempt: settlement.countsAttempt,
    countsLoss: false,
    delayMs: settlement.delayMs ?? 0,
    startedAgoMs: null,
    outputText: null,
    outputArtifactId: null,
    errorText: settlement.error === null ? null : JSON.stringify(settlement.error),
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    contract: { verification },
    decision: how,
  };
  return { row, settlement };
}

/** What the verdict adds to what the submission taught: a rejection takes the success back. */
function teach(deps: Deps, { agentId, taskType, quality: known }: OpenReview, { verification, accepted }: Decision): void {
  const { verdict: said, quality } = verification;
  const change = known === null && quality !== null ? 1 : 0;
  deps.road.countStat({
    agentId,
    taskType,
    attempts: 0,
    successes: accepted ? 0 : -1,
    durationMs: 0,
    costUsd: 0,
    costCount: 0,
    returned: 0,
    verified: said === 'verified' ? 1 : 0,
    rejected: said === 'rejected' ? 1 : 0,
    qualitySum: quality === null ? 0 : quality - (known ?? 0),
    qualityCount: change,
  });
}

/** Writes decisions; answers those that were still open. */
async function settle(deps: Deps, decided: { review: OpenReview; decision: Decision }[]): Promise<(Settlement | null)[]> {
  if (decided.length === 0) return [];
  const made = decided.map(({ review, decision }) => rowOf(deps, review, decision));
  const rows = made.map(({ row }) => row);
  const result = await settleReviews(deps.db.hot, rows);
  const written = decided.filter((_, index) => result.written[index]);
  for (const { review, decision } of written) teach(deps, review, decision);
  const refused = written.filter(({ decision }) => !decision.accepted).map(({ review }) => review.attemptId);
  if (refused.length > 0) await deleteArtifactsOf(deps.db.hot, refused);
  announceSettled(deps, rows, result);
  if (written.length > 0) deps.feed.publish(['ready', 'inbox', ...written.map(({ review }) => runTopic(review.runId))]);
  return made.map(({ settlement }, index) => (result.written[index] ? settlement : null));
}

/**
 * A person's verdict on the result of a task that waits for one.
 * @throws NotFoundError, ConflictError when the task waits for no review (any more)
 */
export async function decideReview(
  deps: Deps,
  request: { taskId: string; verdict: ReviewVerdict },
  principal: Principal,
): Promise<DecidedReview> {
  const { taskId, verdict: given } = request;
  const review = await findOpenReview(deps.db.hot, taskId);
  if (review === null && (await findTaskRows(deps.db, [taskId])).length === 0) throw new NotFoundError(`no task ${taskId}`);
  const accepted = given.verdict === 'accept';
  const reason = cut(given.reason, 1_000);
  const verification: Verification = {
    verdict: accepted ? 'verified' : 'rejected',
    quality: given.quality ?? null,
    check: 'human',
    reason: reason === '' ? null : reason,
  };
  const decision: Decision = { verification, accepted, how: { verdict: given.verdict, reason, by: principal.id } };
  const [settlement] = review === null ? [] : await settle(deps, [{ review, decision }]);
  if (review === null || !settlement) throw new ConflictError('this task waits for no review');
  await recordAudit(deps, {
    actor: principal,
    action: `task.review_${given.verdict}`,
    subject: `task:${taskId}`,
    detail: { reason, quality: given.quality ?? null, attempt_id: review.attemptId },
  });
  return { taskId, attemptId: review.attemptId, runId: review.runId, status: settlement.taskStatus };
}

/** Decides reviews whose deadline has passed, as their contracts say, and closes those whose tasks are over. */
export async function decideDueReviews(deps: Deps): Promise<void> {
  const due = await readDueReviews(deps.db.hot, BATCH);
  await settle(
    deps,
    due.map((review) => {
      const reason = 'nobody decided before the deadline';
      const verification: Verification = { verdict: 'unverified', quality: null, check: 'human', reason };
      const how = { verdict: 'expired', reason, by: 'system:sweep' } as const;
      return { review, decision: { verification, accepted: review.onDeadline === 'accept', how } };
    }),
  );
  await withdrawReviews(deps.db.hot);
}
