import type { AttemptError, AttemptUsage } from '../core/task/attempt-outcome.ts';
import { type AttemptOutcome, type Settlement, settleAttempt } from '../core/task/settle.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { StatDelta } from '../db/agent-stat-delta.ts';
import { deleteArtifacts } from '../db/artifacts.ts';
import { closeAttempts } from '../db/live-attempts.ts';
import type { SettleRow } from '../db/settle-attempts.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { acceptByPolicy, takeBackProposal } from './accept-proposal.ts';
import { type AttemptFailure, failureOf, noteFailures } from './note-failure.ts';
import { noteProposal } from './note-proposal.ts';
import { type GuardedCall, reportToBreakers } from './report-to-breakers.ts';
import { type StoredOutput, storeOutput } from './store-output.ts';
import { untilAnswered } from './until-answered.ts';

/** The attempt whose end is reported, with what core needs to decide what that means. */
export interface EndingAttempt extends Pick<GuardedCall, 'host' | 'grants'> {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  taskType: string;
  fence: number;
  attempts: number;
  losses: number;
  spec: Pick<TaskSpec, 'retry' | 'elsewhere'>;
  /** Since the start; null when it never started. */
  runningMs: number | null;
  /** What the agent took of it; `runningMs` when absent. Checking its result is not the agent's time. */
  workedMs?: number;
  /** Whether the start is stored already. */
  startStored: boolean;
}

const NO_OUTPUT: StoredOutput = { outputText: null, artifactId: null, kept: [] };
const NO_USAGE: AttemptUsage = { inputTokens: null, outputTokens: null, costUsd: null };

function usageOf(outcome: AttemptOutcome): AttemptUsage {
  const usage = 'usage' in outcome ? outcome.usage : null;
  return usage ?? NO_USAGE;
}

function settle(deps: Deps, { spec, attempts, losses }: EndingAttempt, outcome: AttemptOutcome): Settlement {
  return settleAttempt({ spec, attempts, losses, outcome, random: deps.random });
}

interface Ending {
  settlement: Settlement;
  stored: StoredOutput;
  usage: AttemptUsage;
  contract: SettleRow['contract'];
  countsLoss: boolean;
}

function contractOf(outcome: AttemptOutcome): SettleRow['contract'] {
  if (!('verification' in outcome) || outcome.verification === undefined) return undefined;
  const { verification } = outcome;
  return outcome.kind === 'submitted' ? { verification, review: outcome.review } : { verification };
}

function toRow(attempt: EndingAttempt, { settlement, stored, usage, contract, countsLoss }: Ending): SettleRow {
  return {
    attemptId: attempt.attemptId,
    taskId: attempt.taskId,
    runId: attempt.runId,
    fence: attempt.fence,
    attemptStatus: settlement.attemptStatus,
    taskStatus: settlement.taskStatus,
    countsAttempt: settlement.countsAttempt,
    countsLoss,
    delayMs: settlement.delayMs ?? 0,
    startedAgoMs: attempt.startStored ? null : attempt.runningMs,
    outputText: stored.outputText,
    outputArtifactId: stored.artifactId,
    errorText: settlement.error === null ? null : JSON.stringify(settlement.error),
    ...usage,
    ...(contract === undefined ? {} : { contract }),
  };
}

/** A result that the database refuses is a failure of the attempt: left unrecorded, it would be made again and again. */
async function write(deps: Deps, attempt: EndingAttempt, end: { outcome: AttemptOutcome; row: SettleRow }): Promise<boolean> {
  try {
    return await deps.road.settle.add(end.row);
  } catch (error) {
    if (!('usage' in end.outcome)) throw error;
    deps.log.error({ err: error, attemptId: attempt.attemptId }, 'an outcome could not be stored as it was reported');
    const cause: AttemptError = { code: 'invalid_output', message: 'the result could not be stored', retryable: true };
    const settlement = settle(deps, attempt, { kind: 'failed', error: cause, usage: null });
    return deps.road.settle.add(toRow(attempt, { settlement, stored: NO_OUTPUT, usage: NO_USAGE, contract: undefined, countsLoss: false }));
  }
}

/** What a result proposes, accepted where its workflow allows it. @returns whether it proposed anything */
function propose(deps: Deps, attempt: EndingAttempt, outputText: string): Promise<boolean> {
  return untilAnswered(deps, {
    what: 'what a result proposes',
    async ask() {
      const proposed = await noteProposal(deps, attempt, outputText);
      if (proposed) await acceptByPolicy(deps, attempt);
      return proposed;
    },
  });
}

/**
 * Records how an attempt ended: result or retry, dependents, run progress and events follow in the same commit.
 * @returns false when the fence was stale or the task was over; the attempt is then closed and its result dropped
 */
export async function settleOutcome(deps: Deps, attempt: EndingAttempt, outcome: AttemptOutcome): Promise<boolean> {
  const settlement = settle(deps, attempt, outcome);
  const failure = outcome.kind === 'failed' ? failureOf(deps, attempt, { error: outcome.error, settlement }) : null;
  const another = attempt.spec.elsewhere === true && outcome.kind === 'failed' && settlement.taskStatus === 'ready';
  if (failure?.avoid || another) await deps.road.avoid.add(attempt);
  const stored = 'outputText' in outcome ? await storeOutput(deps, attempt, outcome.outputText) : NO_OUTPUT;
  const proposed = outcome.kind === 'completed' && (await propose(deps, attempt, outcome.outputText));
  const usage = usageOf(outcome);
  const written = await write(deps, attempt, {
    outcome,
    row: toRow(attempt, {
      settlement,
      stored,
      usage,
      contract: contractOf(outcome),
      countsLoss: outcome.kind === 'lost' && !outcome.agentBlamed,
    }),
  });
  reportToBreakers(deps, attempt, { outcome: written ? outcome : null, durationMs: attempt.workedMs ?? attempt.runningMs });
  if (!written) {
    if (proposed) await takeBackProposal(deps, attempt);
    if (stored.kept.length > 0) await deleteArtifacts(deps.db.hot, stored.kept);
    await closeAttempts(deps.db.hot, [attempt.attemptId], outcome.kind === 'lost' ? 'lost' : 'cancelled');
    deps.feed.publish(['settled', runTopic(attempt.runId)]);
    return false;
  }
  if (outcome.kind === 'submitted') deps.feed.publish(['inbox']);
  if (failure !== null) noteFailures(deps, [actedOn(failure)]);
  if ('usage' in outcome && !isCutShort(outcome)) deps.road.countStat(deltaOf(attempt, outcome, usage));
  return true;
}

/** Ended for a limit: what it took and cost says nothing of the agent. */
const isCutShort = (outcome: AttemptOutcome) => outcome.kind === 'failed' && outcome.error.code === 'budget_exceeded';

const actedOn = ({ row }: AttemptFailure) => ({ ...row, acted: performance.now() });

/**
 * What an outcome teaches. A result under review counts as returned and, until somebody says otherwise, as a success; only a verdict counts
 * as verified or rejected (docs/adr/0007-verified-outcomes.md).
 */
function deltaOf(
  { agentId, taskType, workedMs, runningMs }: EndingAttempt,
  outcome: Exclude<AttemptOutcome, { kind: 'cancelled' | 'lost' | 'returned' }>,
  usage: AttemptUsage,
): StatDelta {
  const { verification } = outcome;
  const verdict = outcome.kind === 'submitted' ? null : verification?.verdict;
  const quality = verification?.quality ?? null;
  return {
    agentId,
    taskType,
    attempts: 1,
    successes: outcome.kind === 'failed' ? 0 : 1,
    durationMs: workedMs ?? runningMs ?? 0,
    costUsd: usage.costUsd ?? 0,
    costCount: usage.costUsd === null ? 0 : 1,
    returned: outcome.kind === 'failed' && verification === undefined ? 0 : 1,
    verified: verdict === 'verified' ? 1 : 0,
    rejected: verdict === 'rejected' ? 1 : 0,
    qualitySum: quality ?? 0,
    qualityCount: quality === null ? 0 : 1,
  };
}
