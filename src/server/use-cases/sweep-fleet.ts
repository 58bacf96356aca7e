import { KEEP_SIGNAL_MS } from '../core/control/match-signals.ts';
import { toOrchestrationMode } from '../core/mode/orchestration-mode.ts';
import { WORKER_GONE_MS, WORKER_LEASE_MS } from '../core/recovery/failure.ts';
import { needsQuarantine } from '../core/recovery/judge-poison.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { AttemptOutcome } from '../core/task/settle.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { finishReplays } from '../db/dead-letters.ts';
import { expireRuns } from '../db/expire-runs.ts';
import { retireDrainedAgents } from '../db/fleet.ts';
import { endAbandonedJudgeCalls } from '../db/judge-calls.ts';
import { type AbandonedAttempt, readAbandoned } from '../db/live-attempts.ts';
import { handOnReported, sweepReported } from '../db/reported-outputs.ts';
import { dropDeadWaits, findMissedNames } from '../db/signals.ts';
import { withdrawApprovals } from '../db/start-waits.ts';
import { readSweepCauses } from '../db/sweep-causes.ts';
import { nextDueMs, wakeDueTasks } from '../db/wake-tasks.ts';
import { type ExpiredWorker, expireWorkers } from '../db/workers.ts';
import type { Deps } from '../deps.ts';
import { cancelTopic, doneTopic, runTopic } from '../events/topics.ts';
import { blameAgents, forgiveMeanwhile, type SettledLoss } from './blame-agents.ts';
import { decideDueReviews } from './decide-review.ts';
import { endDueWaits } from './end-waits.ts';
import { followQueue, followRecoveries } from './follow-recoveries.ts';
import { noteDeaths, parkPoison } from './note-deaths.ts';
import { matchKeptEvents } from './receive-event.ts';
import { Steps } from './run-steps.ts';
import { settleOutcome } from './settle-outcome.ts';
import { tendSubRuns } from './sub-runs.ts';

/** A pull agent has this long to pick up what was assigned to it; milliseconds. */
const CLAIM_MS = 30_000;
const BATCH = 1_000;
/** Start and lease are stored in whole milliseconds. */
const ROUNDING_MS = 2;

export interface Swept {
  expiredWorkers: number;
  takenBack: number;
  woken: number;
  /** Runs that were past their deadline. */
  ended: number;
}

/**
 * An attempt that outlived its own timeout failed, and so did one that gets nowhere; one that fell silent was lost; one that was never
 * claimed goes back untouched. A process may have begun what its row still calls assigned: it stores starts late, and a task that kills
 * it at once must count as lost.
 */
function outcomeOf(attempt: AbandonedAttempt, timeoutMs: number): AttemptOutcome {
  if (attempt.status === 'assigned' && attempt.workerId === null) return { kind: 'returned' };
  if (attempt.runningMs !== null && attempt.runningMs >= timeoutMs - ROUNDING_MS) {
    const message = `no result within the task's timeout of ${timeoutMs / 1_000} s`;
    return { kind: 'failed', error: { code: 'timeout', message, retryable: true }, usage: null };
  }
  if (attempt.stalledMs !== null) {
    const message = `the agent says that it works, and got no further for ${Math.round(attempt.stalledMs / 1_000)} s`;
    return { kind: 'failed', error: { code: 'stalled', message, retryable: true, detail: { silent_ms: attempt.stalledMs } }, usage: null };
  }
  return { kind: 'lost' };
}

/** Ends processes whose lease ran out, and of those that are said to be gone the ones that are. */
async function endGone(deps: Deps, said: readonly string[]): Promise<ExpiredWorker[]> {
  const expired = await expireWorkers(deps.db.hot, said, { leaseMs: WORKER_LEASE_MS, goneMs: WORKER_GONE_MS });
  if (expired.length > 0)
    deps.log.warn({ workers: expired.map(({ id }) => id) }, 'execution processes are gone: taking back what they held');
  return expired;
}

/** Pull agents have no process that they could kill. */
const isBlamedFor = (blamed: ReadonlySet<string>, { agentId, workerId }: AbandonedAttempt) => workerId !== null && blamed.has(agentId);

function lossOf(
  attempt: AbandonedAttempt,
  { blamed, poison }: { blamed: ReadonlySet<string>; poison: ReadonlyMap<string, string> },
): AttemptOutcome {
  if (isBlamedFor(blamed, attempt)) return { kind: 'lost', agentBlamed: true };
  const reason = poison.get(attempt.taskId);
  return reason === undefined ? { kind: 'lost' } : { kind: 'lost', poison: reason };
}

/** Gives results back whose checking process died: the work is not done again for it. */
async function handOn(deps: Deps, abandoned: readonly AbandonedAttempt[]): Promise<AbandonedAttempt[]> {
  const checked = abandoned.filter(({ checking }) => checking === 'first');
  if (checked.length === 0) return checked;
  const ids = checked.map(({ attemptId }) => attemptId);
  const given = await handOnReported(deps.db.hot, ids);
  deps.feed.publish(['reported']);
  return checked.filter(({ attemptId }) => given.has(attemptId));
}

/** Records who died, isolates or parks what killed them, and puts the rest back. */
async function takeBack(deps: Deps, workers: ExpiredWorker[]): Promise<number> {
  const abandoned = await readAbandoned(deps.db.hot, { claimMs: CLAIM_MS, limit: BATCH });
  const handedOn = await handOn(deps, abandoned);
  const ends = abandoned
    .filter(({ checking }) => checking !== 'first')
    .map((attempt) => {
      const spec = parseSpec(attempt.specText);
      return { attempt, spec, outcome: outcomeOf(attempt, spec.timeoutMs) };
    });
  const lost = ends.flatMap(({ attempt, outcome }) => (outcome.kind === 'lost' ? [attempt] : []));
  await noteDeaths(deps, { workers, lost: [...lost, ...handedOn] });
  const { blamed, suspects } = await blameAgents(deps, lost);
  const poison = await parkPoison(
    deps,
    lost.filter((attempt) => !isBlamedFor(blamed, attempt)),
    suspects,
  );
  const losses = await Promise.all(
    ends.map(async ({ attempt, spec, outcome }): Promise<SettledLoss[]> => {
      const end = outcome.kind === 'lost' ? lossOf(attempt, { blamed, poison }) : outcome;
      const written = await settleOutcome(deps, { ...attempt, spec, startStored: attempt.status === 'running' }, end);
      return end.kind === 'lost' ? [{ attempt, written, agentBlamed: end.agentBlamed === true }] : [];
    }),
  );
  await forgiveMeanwhile(deps, losses.flat());
  if (poison.size > 0) deps.feed.publish(['failures']);
  // Those that wait apart have their turn before the ones that come back from a pause.
  if (lost.some(needsQuarantine)) deps.feed.publish(['ready']);
  return abandoned.length;
}

/** Ends processes that are said to be gone, where they still are, and takes back what they held. Of several that hear of it one does it. */
export async function takeFromGone(deps: Deps, workerIds: readonly string[]): Promise<void> {
  const expired = await endGone(deps, workerIds);
  if (expired.length === 0) return;
  await takeBack(deps, expired);
  await followRecoveries(deps);
}

const OVERDUE: AttemptError = {
  code: 'deadline_exceeded',
  message: 'the run reached its deadline before this task was over',
  retryable: false,
};

/** Ends runs past their deadline; their agents are told to stop. */
async function expireOverdue(deps: Pick<Deps, 'db' | 'feed'>): Promise<number> {
  const ended = await expireRuns(deps.db.hot, BATCH, JSON.stringify(OVERDUE));
  if (ended.length > 0) deps.feed.publish(['ready', ...ended.flatMap((id) => [runTopic(id), cancelTopic(id), doneTopic(id)])]);
  return ended.length;
}

/** Joins waits and kept events whose joiner died, and drops waits whose task is over. */
async function joinMissedEvents(deps: Deps): Promise<void> {
  await dropDeadWaits(deps.db.hot);
  await matchKeptEvents(deps, await findMissedNames(deps.db.hot, KEEP_SIGNAL_MS));
}

/** When the next retry, timer or deadline is due, in milliseconds from now; null when none waits. */
export function nextRetryMs(deps: Pick<Deps, 'db'>): Promise<number | null> {
  return nextDueMs(deps.db.hot);
}

/** Puts tasks whose retry is due back into the queue, and ends timers and waits whose time is over. */
export async function wakeDue(deps: Deps): Promise<number> {
  const woken = await wakeDueTasks(deps.db.hot, BATCH);
  if (woken.length > 0) deps.feed.publish(['ready', ...woken.map(runTopic)]);
  return woken.length + (await endDueWaits(deps));
}

/** Lets agents go that were drained and hold nothing any more. */
async function retireDrained(deps: Pick<Deps, 'db' | 'feed'>): Promise<void> {
  const retired = await retireDrainedAgents(deps.db.hot);
  if (retired.length > 0) deps.feed.publish(['agents']);
}

async function recallReported(deps: Deps): Promise<void> {
  if ((await sweepReported(deps.db.hot)) > 0) deps.feed.publish(['reported']);
}

async function endReplays(deps: Deps): Promise<void> {
  if ((await finishReplays(deps.db.hot)) > 0) deps.feed.publish(['failures', 'alerts']);
}

async function withdrawDead(deps: Deps): Promise<void> {
  if ((await withdrawApprovals(deps.db.hot)) > 0) deps.feed.publish(['inbox']);
}

/**
 * Ends runs past their deadline, takes back what dead processes and silent agents held, decides reviews that are due, wakes due retries,
 * looks whether recoveries worked and whether the queue is too long, retires drained agents. A duty of the fleet; running it twice at once
 * costs time only.
 * @throws what steps failed of, when all of them had their turn
 */
export async function sweepFleet(deps: Deps): Promise<Swept> {
  const causes = await readSweepCauses(deps.db.hot, toOrchestrationMode(deps.env.ORCHESTRATION_MODE));
  const steps = new Steps();
  const expired = await steps.run(causes.workers, [], () => endGone(deps, []));
  const ended = await steps.run(causes.deadlines, 0, () => expireOverdue(deps));
  await steps.run(causes.reported, undefined, () => recallReported(deps));
  const takenBack = await steps.run(causes.attempts || expired.length > 0, 0, () => takeBack(deps, expired));
  await steps.run(causes.judgeCalls, undefined, () => endAbandonedJudgeCalls(deps.db.hot));
  await steps.run(causes.reviews, undefined, () => decideDueReviews(deps));
  await steps.run(causes.approvals, undefined, () => withdrawDead(deps));
  await steps.run(causes.events, undefined, () => joinMissedEvents(deps));
  await steps.run(causes.subRuns, undefined, () => tendSubRuns(deps));
  await steps.run(causes.replays, undefined, () => endReplays(deps));
  const woken = await steps.run(causes.due, 0, () => wakeDue(deps));
  await steps.run(causes.recoveries || takenBack > 0, 0, () => followRecoveries(deps));
  await steps.run(causes.shedding, undefined, () => followQueue(deps));
  await steps.run(causes.draining, undefined, () => retireDrained(deps));
  steps.end();
  return { expiredWorkers: expired.length, takenBack, woken, ended };
}
