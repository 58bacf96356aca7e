import { PULL_LEASE_MS, WORKER_LEASE_MS } from '../core/recovery/failure.ts';
import { judgePoison, POISON_DEATHS } from '../core/recovery/judge-poison.ts';
import { MAX_LOSSES } from '../core/task/settle.ts';
import { insertDeadLetters, type NewDeadLetter } from '../db/dead-letters.ts';
import type { NewFailure } from '../db/failures.ts';
import type { AbandonedAttempt } from '../db/live-attempts.ts';
import { forgetWaits } from '../db/signs-of-life.ts';
import { readTaskDeaths } from '../db/task-deaths.ts';
import type { ExpiredWorker } from '../db/workers.ts';
import type { Deps } from '../deps.ts';

// Holders that died: what is recorded of it, and which of the tasks they held are to blame. All of it happens before the tasks are put back,
// so that a recovery's beginning lies before the next attempt's, and no task goes out again that should not.

const NOTHING = { agentId: null, taskId: null, runId: null, attemptId: null, reportedBy: null } as const;

/** When a holder was last heard of, on the clock of this process. @param expiredMs since its lease ran out; below 0: it still runs */
const lastHeard = (seen: number, expiredMs: number, leaseMs: number) => Math.min(seen, seen - expiredMs - leaseMs);

/** A process that is gone; its recovery is that of everything it held. */
function workerFailure(deps: Pick<Deps, 'newId'>, worker: ExpiredWorker, held: readonly AbandonedAttempt[]): NewFailure {
  const seen = performance.now();
  const taskIds = held.map(({ taskId }) => taskId);
  const cut = worker.expiredMs < 0;
  const what = held.length === 0 ? 'it held nothing' : `took back ${held.length === 1 ? '1 task' : `${held.length} tasks`}`;
  return {
    ...NOTHING,
    id: deps.newId(),
    type: 'agent_unresponsive',
    severity: held.length === 0 ? 'low' : 'high',
    detector: 'worker_lease',
    workerId: worker.id,
    message: `the process ${worker.pid} on ${worker.host} ${cut ? 'died: its connection ended' : 'stopped renewing its lease'}`,
    detail: { held: held.length, lease_ms: WORKER_LEASE_MS, found_by: cut ? 'connection' : 'lease' },
    began: lastHeard(seen, worker.expiredMs, WORKER_LEASE_MS),
    seen,
    acted: seen,
    recovery: {
      strategy: 'immediate_reassignment',
      automatic: true,
      outcome: held.length === 0 ? 'recovered' : 'running',
      fence: null,
      taskIds,
      steps: [{ what, strategy: 'immediate_reassignment', ok: true }],
    },
  };
}

const LOST = { message: 'the process that held the task died', step: 'took the task back', losses: 1 };
const SILENT = { ...LOST, message: 'the agent that held the task fell silent' };
/** The agent's part was over: nothing is held against it, and nothing is lost. */
const CHECKED = {
  message: 'the process that checked the result died',
  step: 'handed the result on to be checked by another one',
  losses: 0,
};

/** One attempt that was lost with its holder, or whose result is checked anew. */
function lossFailure(deps: Pick<Deps, 'newId'>, attempt: AbandonedAttempt): NewFailure {
  const seen = performance.now();
  const pulled = attempt.workerId === null;
  const leaseMs = pulled ? PULL_LEASE_MS : WORKER_LEASE_MS;
  const isHandedOn = attempt.checking === 'first';
  const { message, step, losses } = isHandedOn ? CHECKED : pulled ? SILENT : LOST;
  return {
    id: deps.newId(),
    type: 'agent_unresponsive',
    severity: 'medium',
    detector: pulled ? 'agent_lease' : 'worker_lease',
    agentId: isHandedOn ? null : attempt.agentId,
    taskId: attempt.taskId,
    runId: attempt.runId,
    attemptId: attempt.attemptId,
    workerId: attempt.workerId,
    message,
    detail: { losses: attempt.losses + losses, lease_ms: leaseMs },
    reportedBy: null,
    began: lastHeard(seen, attempt.expiredMs ?? 0, leaseMs),
    seen,
    acted: seen,
    recovery: {
      strategy: 'immediate_reassignment',
      automatic: true,
      outcome: 'running',
      fence: attempt.fence,
      taskIds: [attempt.taskId],
      steps: [{ what: step, strategy: 'immediate_reassignment', ok: true }],
    },
  };
}

/** Records deaths; resolves when they are stored. An agent that fell silent does not get its tasks again while others can take them. */
export async function noteDeaths(deps: Deps, { workers, lost }: { workers: ExpiredWorker[]; lost: AbandonedAttempt[] }): Promise<void> {
  if (workers.length + lost.length === 0) return;
  const rows = [
    ...workers.map((worker) =>
      workerFailure(
        deps,
        worker,
        lost.filter(({ workerId }) => workerId === worker.id),
      ),
    ),
    ...lost.map((attempt) => lossFailure(deps, attempt)),
  ];
  const silent = lost.filter(({ workerId }) => workerId === null);
  const stored = Promise.all(rows.map((row) => deps.road.failures.add(row)));
  deps.road.failures.hurry();
  const waits = silent.length === 0 ? null : forgetWaits(deps.db.hot, [...new Set(silent.map(({ agentId }) => agentId))]);
  await Promise.all([stored, waits, ...silent.map((attempt) => deps.road.avoid.add(attempt))]);
  deps.feed.publish(['failures']);
}

/**
 * Finds the tasks among those lost that are what their holders died of, or that were lost too often, and parks them.
 * @param suspects agents that may be what the holders died of
 * @returns why, by task
 */
export async function parkPoison(deps: Deps, lost: AbandonedAttempt[], suspects: ReadonlySet<string>): Promise<Map<string, string>> {
  const accused = new Map(lost.filter(({ losses }) => losses + 1 >= POISON_DEATHS).map((attempt) => [attempt.taskId, attempt]));
  if (accused.size === 0) return new Map();
  const letters: NewDeadLetter[] = [];
  for (const { taskId, deaths, deathsWithout } of await readTaskDeaths(deps.db.hot, [...accused.keys()])) {
    const attempt = accused.get(taskId);
    if (attempt === undefined) continue;
    const { runId, agentId, losses } = attempt;
    const { poison, reason } = judgePoison({ deaths, deathsWithout, suspects });
    const evidence = { deaths, deaths_without: deathsWithout };
    if (poison) letters.push({ taskId, runId, agentId, cause: 'poison', reason, evidence });
    else if (losses + 1 > MAX_LOSSES) {
      const often = `it was lost ${losses + 1} times with the processes that held it; ${reason}`;
      letters.push({ taskId, runId, agentId, cause: 'infrastructure', reason: often, evidence });
    }
  }
  if (letters.length === 0) return new Map();
  const parked = await insertDeadLetters(deps.db.hot, letters);
  const told = letters.flatMap(({ taskId, reason }) => (parked.has(taskId) ? [{ taskId, reason }] : []));
  // Whoever looks for dead holders at the same time finds the same letters: they are told of once.
  if (told.length > 0) deps.log.warn({ tasks: told }, 'tasks parked among the dead letters');
  return new Map(letters.map(({ taskId, reason }) => [taskId, reason]));
}
