import { type ApprovalForm, defaultAnswer } from '../core/approval/approval-form.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { approvalSchema } from '../core/workflow/control-task.ts';
import { deleteArtifacts } from '../db/artifacts.ts';
import { type ControlRow, type SettleResult, settleControls } from '../db/settle-attempts.ts';
import { type DueWait, escalateApprovals, readDueWaits } from '../db/start-waits.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { announceSettled } from './announce-settled.ts';
import { storeOutput } from './store-output.ts';

// The end of what control tasks wait for: once each, by compare-and-set on the waiting task, with dependents, progress and events in the
// same commit.

const BATCH = 1_000;

export interface WaitEnd {
  taskId: string;
  runId: string;
  fence: number;
  /** What the task gives, or of what it fails. */
  outcome: { output: JsonValue } | { error: AttemptError };
  answer?: ControlRow['answer'];
}

/** An end as it is written. */
export interface EndRow extends ControlRow {
  /** What was stored beside it, to be taken back when it does not count. */
  kept: readonly string[];
}

async function rowOf(deps: Deps, { taskId, runId, fence, outcome, answer }: WaitEnd): Promise<EndRow> {
  const failed = 'error' in outcome;
  const stored = failed ? null : await storeOutput(deps, { attemptId: null, taskId, runId }, JSON.stringify(outcome.output));
  return {
    attemptId: null,
    taskId,
    runId,
    fence,
    attemptStatus: null,
    taskStatus: failed ? 'failed' : 'completed',
    countsAttempt: false,
    countsLoss: false,
    delayMs: 0,
    startedAgoMs: null,
    outputText: stored?.outputText ?? null,
    outputArtifactId: stored?.artifactId ?? null,
    errorText: failed ? JSON.stringify(outcome.error) : null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    kept: stored?.kept ?? [],
    ...(answer === undefined ? {} : { answer }),
  };
}

/** Ends as they are written: what is too large for a row is stored beside it. */
export function controlRows(deps: Deps, ends: WaitEnd[]): Promise<EndRow[]> {
  return Promise.all(ends.map((end) => rowOf(deps, end)));
}

/** Says what ends have changed, once they are committed, and takes back what was stored beside those that do not count. */
export async function announceEnds(deps: Deps, rows: EndRow[], result: SettleResult): Promise<void> {
  if (result.written.includes(true)) {
    announceSettled(deps, rows, result);
    deps.feed.publish(['ready']);
  }
  const refused = rows.flatMap(({ kept }, at) => (result.written[at] ? [] : kept));
  if (refused.length > 0) await deleteArtifacts(deps.db.hot, refused);
}

/** Ends waits; one per end: whether it was this that ended it. */
export async function endWaits(deps: Deps, ends: WaitEnd[]): Promise<boolean[]> {
  if (ends.length === 0) return [];
  const rows = await controlRows(deps, ends);
  const result = await settleControls(deps.db.hot, rows);
  await announceEnds(deps, rows, result);
  return result.written;
}

/** An approval that says no fails its task; what was answered travels with the error. */
export const refusal = (message: string, detail: JsonObject): AttemptError => ({
  code: 'approval_rejected',
  message: message.slice(0, 2_000),
  retryable: false,
  detail,
});

const NO_EVENT: AttemptError = { code: 'event_timeout', message: 'the event did not come before the deadline', retryable: false };
const BY_DEADLINE = 'nobody decided before the deadline';

function endOfApproval({ question, now }: DueWait): Pick<WaitEnd, 'outcome' | 'answer'> | null {
  const { on_deadline: onDeadline, form } = approvalSchema.parse(question);
  if (onDeadline === 'escalate') return null;
  const entered = defaultAnswer((form as ApprovalForm | undefined) ?? null);
  const said = { form: entered, comment: BY_DEADLINE, by: null };
  const output = { decision: 'approved', form: entered, comment: BY_DEADLINE, by: null, at: now.toISOString() };
  if (onDeadline === 'approve') return { outcome: { output }, answer: { status: 'approved', ...said } };
  return { outcome: { error: refusal(BY_DEADLINE, { ...output, decision: 'rejected' }) }, answer: { status: 'rejected', ...said } };
}

/** What happens to a wait whose time is over; null: its question goes on to others. */
function endOf(wait: DueWait): WaitEnd | null {
  const { taskId, runId, fence, reason, dueAt, now } = wait;
  if (reason === 'approval') {
    const end = endOfApproval(wait);
    return end && { taskId, runId, fence, ...end };
  }
  if (reason === 'event') return { taskId, runId, fence, outcome: { error: NO_EVENT } };
  return { taskId, runId, fence, outcome: { output: { due_at: dueAt.toISOString(), fired_at: now.toISOString() } } };
}

/** Ends timers that are due and decides approvals nobody answered in time. Time is the database's. @returns how many ended */
export async function endDueWaits(deps: Deps): Promise<number> {
  const due = await readDueWaits(deps.db.hot, BATCH);
  if (due.length === 0) return 0;
  const ends = due.map(endOf);
  const written = await endWaits(
    deps,
    ends.filter((end) => end !== null),
  );
  const onward = due.filter((_, at) => ends[at] === null);
  if (onward.length > 0) {
    const runs = await escalateApprovals(
      deps.db.hot,
      onward.map(({ taskId }) => taskId),
    );
    deps.feed.publish(runs.map(runTopic));
  }
  if (due.some(({ reason }) => reason === 'approval')) deps.feed.publish(['inbox']);
  return written.filter(Boolean).length;
}
