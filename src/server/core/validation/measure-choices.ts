import { mean } from '../metrics/statistics.ts';
import type { Sample } from './benchmark.ts';
import type { HistoryFault } from './history.ts';
import { type HistoryIndex, nameAttempt, sampleAt, told } from './history-index.ts';

// How tasks found their agents, and what was done when something broke.

/** From "ready" to the first assignment of each task; one that has become ready again since is left out. */
export function assignmentSamples({ history: { tasks }, attempts }: HistoryIndex): Sample[] {
  return tasks.flatMap(({ id, key, readyAt }) => {
    const first = attempts.get(id)?.[0];
    if (first === undefined || readyAt === null || first.createdAt < readyAt) return [];
    return [{ at: first.createdAt, value: first.createdAt - readyAt, subject: key }];
  });
}

/** How long the batch of each decision took to route. */
export function routingSamples(index: HistoryIndex): Sample[] {
  return index.history.decisions.flatMap(({ attemptId, at, routedMs }) => {
    const attempt = index.attemptsById.get(attemptId);
    return routedMs === null || attempt === undefined ? [] : sampleAt(at, routedMs, nameAttempt(index, attempt));
  });
}

/** Capabilities that agents of more than one group have: who asks for one of them can be given to better or worse ones. */
function contested({ history: { agents } }: HistoryIndex): Set<string> {
  const groups = new Map<string, Set<string>>();
  for (const { capabilities, group } of agents)
    for (const name of capabilities) groups.set(name, (groups.get(name) ?? new Set()).add(group));
  return new Set([...groups].filter(([, of]) => of.size > 1).map(([name]) => name));
}

/** 100 for each attempt that completed, 0 for each that failed, where there was a choice; of the second half, when the fleet has been met. */
export function accuracySamples(index: HistoryIndex): Sample[] {
  const { from, to, attempts } = index.history;
  const half = from + (to - from) / 2;
  const names = contested(index);
  return attempts
    .filter((attempt) => told(attempt) && attempt.createdAt >= half)
    .filter(({ taskId }) => index.tasks.get(taskId)?.required.some((name) => names.has(name)))
    .flatMap((attempt) => sampleAt(attempt.endedAt, attempt.status === 'completed' ? 100 : 0, nameAttempt(index, attempt)));
}

const meanOf = (samples: readonly Sample[], group: string) =>
  mean(samples.filter((sample) => sample.group === group).map(({ value }) => value));

/** What was expected of the agent of each attempt, in two groups: those that completed and those that failed. */
export function expectationSamples(index: HistoryIndex): Sample[] {
  return index.history.decisions.flatMap(({ attemptId, at, expected }) => {
    const attempt = index.attemptsById.get(attemptId);
    if (expected === null || attempt === undefined || !told(attempt)) return [];
    return [{ at, value: expected, subject: nameAttempt(index, attempt), group: attempt.status }];
  });
}

/** How much more was expected of what completed than of what failed; null unless both happened. */
export function expectationGapOf(samples: readonly Sample[]): number | null {
  const [good, bad] = [meanOf(samples, 'completed'), meanOf(samples, 'failed')];
  return good === null || bad === null ? null : good - bad;
}

/** How long each task waited, in two groups: critical ones, and those of low priority. */
export function waitSamples(index: HistoryIndex): Sample[] {
  return index.history.tasks.flatMap(({ id, key, priority, readyAt }) => {
    const first = index.attempts.get(id)?.[0];
    if (first === undefined || readyAt === null || first.createdAt < readyAt || (priority !== 'critical' && priority !== 'low')) return [];
    return [{ at: first.createdAt, value: first.createdAt - readyAt, subject: key, group: priority }];
  });
}

/** Mean wait of critical tasks over that of low ones; null unless there were both, and something waited. */
export function urgentWaitOf(samples: readonly Sample[]): number | null {
  const [urgent, patient] = [meanOf(samples, 'critical'), meanOf(samples, 'low')];
  return urgent === null || patient === null || patient <= 0 ? null : urgent / patient;
}

/** From the last proof of life to detection, of failures that did not tell themselves. */
export function detectionSamples({ history: { failures } }: HistoryIndex): Sample[] {
  return failures
    .filter(({ beganAt, seenAt }) => seenAt > beganAt)
    .map(({ beganAt, seenAt, subject }) => ({ at: seenAt, value: seenAt - beganAt, subject }));
}

/** From the last proof of life until the tasks of a failure ran again. */
export function recoverySamples({ history: { failures } }: HistoryIndex): Sample[] {
  return failures.flatMap(({ beganAt, recoveredAt, subject }) => sampleAt(recoveredAt, (recoveredAt ?? 0) - beganAt, subject));
}

/** 1 for each lost attempt whose task was given to somebody again or has ended, 0 for the others. */
export function reassignmentSamples(index: HistoryIndex): Sample[] {
  return index.history.attempts
    .filter(({ status }) => status === 'lost')
    .map((attempt) => {
      const task = index.tasks.get(attempt.taskId);
      const again = task !== undefined && (task.fence > attempt.fence || task.finishedAt !== null);
      return { at: attempt.endedAt ?? index.history.to, value: again ? 1 : 0, subject: nameAttempt(index, attempt) };
    });
}

/** A breaker is given this long to see that an agent is broken; milliseconds. */
const NOTICE_MS = 3_000;

/** Attempts begun while an agent was broken, and long enough for that to be known: 100 for those at that agent, 0 for the others. */
export function brokenCallSamples(index: HistoryIndex): Sample[] {
  const broken = index.history.faults.filter((fault): fault is HistoryFault & { agentId: string } => fault.agentId !== null);
  return index.history.attempts.flatMap((attempt) => {
    const { createdAt, agentId } = attempt;
    const acting = broken.filter(({ from, until }) => createdAt >= from + NOTICE_MS && createdAt < until);
    if (acting.length === 0) return [];
    const value = acting.some((fault) => fault.agentId === agentId) ? 100 : 0;
    return [{ at: createdAt, value, subject: nameAttempt(index, attempt) }];
  });
}
