import { cleanOutput } from '../core/clean-output.ts';
import { StaleFenceError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AttemptOutcome } from '../core/task/settle.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { findReportable, type LiveAttempt, type ReportableAttempt } from '../db/live-attempts.ts';
import { keepReported } from '../db/reported-outputs.ts';
import type { Deps } from '../deps.ts';
import { tryRemember } from './recall-memory.ts';
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
async function endingOf(deps: Deps, live: LiveAttempt): Promise<EndingAttempt & { spec: TaskSpec }> {
  const { attemptId, taskId, runId, fence } = live;
  if (live.status === 'assigned') await deps.road.start.add({ attemptId, taskId, runId, fence, startedAgoMs: 0, leaseMs: null });
  return { ...live, spec: parseSpec(live.specText), runningMs: live.runningMs ?? 0, startStored: true };
}

/** A result with a contract to meet is kept for an execution process to check; true as soon as it is kept. */
async function keep(deps: Deps, live: EndingAttempt, outcome: Extract<AttemptOutcome, { kind: 'completed' }>): Promise<boolean> {
  const kept = await keepReported(deps.db.hot, { attemptId: live.attemptId, outputText: outcome.outputText, usage: outcome.usage });
  if (kept) deps.feed.publish(['reported']);
  return kept;
}

/**
 * Takes the result of an attempt from outside: a pull agent, or an HTTP agent that answered 202. Where the task has a contract, the result is
 * stored when this returns, and checked after it.
 * @throws StaleFenceError when the claim is old, the task over, the result reported before, or the attempt executed by one of our own
 *   processes
 */
export async function completeAttempt(deps: Deps, report: ReportedResult): Promise<void> {
  const live = await findReportable(deps.db.hot, report.taskId, report.fence);
  const written = live !== null && (await take(deps, live, outcomeOf(report)));
  if (!written) throw new StaleFenceError('this claim is no longer valid: the task was given to somebody else, finished or cancelled');
}

async function take(deps: Deps, live: ReportableAttempt, outcome: AttemptOutcome): Promise<boolean> {
  const ending = await endingOf(deps, live);
  if (outcome.kind === 'completed' && ending.spec.contract !== undefined) return keep(deps, ending, outcome);
  const written = await settleOutcome(deps, ending, outcome);
  if (written && outcome.kind === 'completed' && live.remembers) {
    const task = { taskId: live.taskId, taskType: live.taskType, name: live.name, description: ending.spec.description ?? null };
    await tryRemember(deps, live.agentId, { ...task, outputText: outcome.outputText });
  }
  return written;
}
