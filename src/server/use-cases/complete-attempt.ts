import { cleanOutput } from '../core/clean-output.ts';
import { StaleFenceError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AttemptOutcome } from '../core/task/settle.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { findReportable, type LiveAttempt } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';
import { type EndingAttempt, settleOutcome } from './settle-outcome.ts';

export interface ReportedResult {
  taskId: string;
  fence: number;
  status: 'completed' | 'failed';
  output?: JsonValue;
  error?: { message: string; code?: string; retryable?: boolean };
  usage?: AttemptUsage;
}

const MAX_MESSAGE = 2_000;

function outcomeOf(report: ReportedResult): AttemptOutcome {
  const usage = report.usage ?? null;
  if (report.status === 'failed') {
    const message = (report.error?.message ?? 'the agent reported a failure').toWellFormed().replaceAll('\u0000', '').slice(0, MAX_MESSAGE);
    const detail = report.error?.code === undefined ? {} : { detail: { agent_code: report.error.code } };
    return { kind: 'failed', error: { code: 'agent_error', message, retryable: report.error?.retryable ?? true, ...detail }, usage };
  }
  const cleaned = cleanOutput(JSON.stringify(report.output ?? null));
  if (cleaned.ok) return { kind: 'completed', outputText: cleaned.text, usage };
  return { kind: 'failed', error: { code: cleaned.code, message: cleaned.message, retryable: true }, usage };
}

/** A report may overtake the start, which is then stored first: whoever stores it, it is stored once. */
async function endingOf(deps: Deps, live: LiveAttempt): Promise<EndingAttempt> {
  const { attemptId, taskId, runId, fence } = live;
  if (live.status === 'assigned') await deps.road.start.add({ attemptId, taskId, runId, fence, startedAgoMs: 0, leaseMs: null });
  return { ...live, spec: parseSpec(live.specText), runningMs: live.runningMs ?? 0, startStored: true };
}

/**
 * Takes the result of an attempt from outside: a pull agent, or an HTTP agent that answered 202.
 * @throws StaleFenceError when the claim is old, the task over, or the attempt executed by one of our own processes
 */
export async function completeAttempt(deps: Deps, report: ReportedResult): Promise<void> {
  const live = await findReportable(deps.db.hot, report.taskId, report.fence);
  const written = live !== null && (await settleOutcome(deps, await endingOf(deps, live), outcomeOf(report)));
  if (!written) throw new StaleFenceError('this claim is no longer valid: the task was given to somebody else, finished or cancelled');
}
