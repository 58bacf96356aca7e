import { peakOverlap } from '../metrics/run-analysis.ts';
import type { Sample } from './benchmark.ts';
import { attemptsByAgent, type HistoryIndex, nameAttempt } from './history-index.ts';

// What must never happen, whatever the load: each sample counts how often it did. The promises are I1 to I8 of the engine.

const TERMINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'skipped', 'cancelled']);

/** Results of each task beyond the first. */
export function doubledSamples({ history: { tasks, to }, attempts }: HistoryIndex): Sample[] {
  return tasks.flatMap(({ id, key, finishedAt }) => {
    const made = attempts.get(id);
    if (made === undefined) return [];
    const results = made.filter(({ status }) => status === 'completed').length;
    return [{ at: finishedAt ?? to, value: Math.max(0, results - 1), subject: key }];
  });
}

/** Completed tasks whose result is not that of the attempt that holds the task last; with a second attempt beside the first, either counts. */
export function staleSamples({ history: { tasks }, attempts }: HistoryIndex): Sample[] {
  return tasks.flatMap(({ id, key, status, fence, finishedAt }) => {
    const made = attempts.get(id) ?? [];
    const result = made.find((attempt) => attempt.status === 'completed');
    if (status !== 'completed' || finishedAt === null || result === undefined || made.some(({ isHedge }) => isHedge)) return [];
    return [{ at: finishedAt, value: result.fence === fence ? 0 : 1, subject: key }];
  });
}

/** Tasks that were not over when all was over. */
export function lostSamples({ history: { tasks, to } }: HistoryIndex): Sample[] {
  return tasks.map(({ key, status, finishedAt }) => ({ at: finishedAt ?? to, value: TERMINAL.has(status) ? 0 : 1, subject: key }));
}

/** Dependencies after whose end their task should have been assigned, by the order of events. */
export function orderSamples({ history: { tasks, events, to }, tasks: byId }: HistoryIndex): Sample[] {
  const assigned = new Map<string, number>();
  const completed = new Map<string, number>();
  for (const { taskId, type, seq } of events) {
    if (taskId === null) continue;
    if (type === 'task.assigned' && !assigned.has(taskId)) assigned.set(taskId, seq);
    if (type === 'task.completed') completed.set(taskId, seq);
  }
  return tasks.flatMap(({ id, key, dependsOn, finishedAt }) => {
    const own = assigned.get(id);
    if (own === undefined) return [];
    return dependsOn.map((dependency) => {
      const ended = completed.get(dependency);
      const subject = `${key} after ${byId.get(dependency)?.key ?? dependency}`;
      return { at: finishedAt ?? to, value: ended !== undefined && ended < own ? 0 : 1, subject };
    });
  });
}

/** Events that each run lacks, or has too many of, between its first and its newest number. */
export function gapSamples({ history: { runs, events, to } }: HistoryIndex): Sample[] {
  const seen = new Map<string, Set<number>>();
  const repeated = new Map<string, number>();
  for (const { runId, seq } of events) {
    const numbers = seen.get(runId) ?? new Set<number>();
    if (numbers.has(seq)) repeated.set(runId, (repeated.get(runId) ?? 0) + 1);
    seen.set(runId, numbers.add(seq));
  }
  return runs.map(({ id, seq, finishedAt }) => {
    const numbers = seen.get(id);
    let missing = 0;
    for (let number = 1; number <= seq; number += 1) if (!numbers?.has(number)) missing += 1;
    return { at: finishedAt ?? to, value: missing + (repeated.get(id) ?? 0), subject: `run ${id}` };
  });
}

/** Attempts that each agent held beyond its slots at its fullest moment. */
export function exceededSamples(index: HistoryIndex): Sample[] {
  const { agents, to } = index.history;
  const byAgent = attemptsByAgent(index);
  return agents.map(({ id, name, slots }) => {
    const held = (byAgent.get(id) ?? []).map(({ createdAt, endedAt }) => ({ from: createdAt, to: endedAt ?? to }));
    return { at: to, value: Math.max(0, peakOverlap(held) - slots), subject: name };
  });
}

/** Slots of each agent that were still taken after everything was over. */
export function leakSamples({ history: { agents, to } }: HistoryIndex): Sample[] {
  return agents.map(({ name, heldAtEnd }) => ({ at: to, value: heldAtEnd, subject: name }));
}

/** Attempts at agents that lack what the task asks for. */
export function wrongCapabilitySamples(index: HistoryIndex): Sample[] {
  return index.history.attempts.flatMap((attempt) => {
    const required = index.tasks.get(attempt.taskId)?.required ?? [];
    const agent = index.agents.get(attempt.agentId);
    if (agent === undefined || required.length === 0) return [];
    const has = new Set(agent.capabilities);
    return [{ at: attempt.createdAt, value: required.every((name) => has.has(name)) ? 0 : 1, subject: nameAttempt(index, attempt) }];
  });
}
