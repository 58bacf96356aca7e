import type { Sample } from './benchmark.ts';
import type { HistoryAgent, HistoryAttempt, HistoryTask, ValidationHistory } from './history.ts';

/** A history with what is looked up in it again and again. */
export interface HistoryIndex {
  history: ValidationHistory;
  tasks: ReadonlyMap<string, HistoryTask>;
  agents: ReadonlyMap<string, HistoryAgent>;
  /** By task id, in the order of their fences. */
  attempts: ReadonlyMap<string, readonly HistoryAttempt[]>;
  attemptsById: ReadonlyMap<string, HistoryAttempt>;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

export function indexHistory(history: ValidationHistory): HistoryIndex {
  return {
    history,
    tasks: new Map(history.tasks.map((task) => [task.id, task])),
    agents: new Map(history.agents.map((agent) => [agent.id, agent])),
    attempts: groupBy(
      history.attempts.toSorted((a, b) => a.fence - b.fence),
      ({ taskId }) => taskId,
    ),
    attemptsById: new Map(history.attempts.map((attempt) => [attempt.id, attempt])),
  };
}

/** Attempts by the agent that had them. */
export const attemptsByAgent = ({ history }: HistoryIndex) => groupBy(history.attempts, ({ agentId }) => agentId);

/** "run 4 · step-2 · attempt 1". */
export function nameAttempt({ tasks }: HistoryIndex, { taskId, number }: HistoryAttempt): string {
  return `${tasks.get(taskId)?.key ?? taskId} · attempt ${number}`;
}

/** One sample, from a time that may be missing. */
export const sampleAt = (at: number | null, value: number, subject: string): Sample[] => (at === null ? [] : [{ at, value, subject }]);

/** Attempts whose outcome tells something: cancelled and lost ones count for neither side. */
export const told = ({ status, endedAt }: HistoryAttempt): boolean => endedAt !== null && (status === 'completed' || status === 'failed');
