import { type AgentShare, balanceEfficiency } from '../load/balance-efficiency.ts';
import { peakOverlap } from '../metrics/run-analysis.ts';
import { mean, percentile, sum } from '../metrics/statistics.ts';
import type { Sample } from './benchmark.ts';
import type { HistoryAttempt } from './history.ts';
import { attemptsByAgent, type HistoryIndex, nameAttempt, sampleAt, told } from './history-index.ts';

// What work was done, and how fast. Every function answers samples; catalogue.ts says what is made of them.

const SECOND_MS = 1_000;

/** Attempts completed in each second from the first arrival to the last end. */
export function throughputSamples({ history: { attempts, from, to } }: HistoryIndex): Sample[] {
  const seconds = Math.ceil((to - from) / SECOND_MS);
  const counts = new Array<number>(Math.max(0, seconds)).fill(0);
  let completed = 0;
  for (const { status, endedAt } of attempts) {
    if (status !== 'completed' || endedAt === null) continue;
    completed += 1;
    const at = Math.min(seconds - 1, Math.max(0, Math.floor((endedAt - from) / SECOND_MS)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  if (completed === 0) return [];
  return counts.map((value, at) => ({ at: from + at * SECOND_MS, value, subject: `second ${at + 1}` }));
}

/** Completed attempts per second of the whole span; the last second may be a short one. */
export function throughputOf(samples: readonly Sample[], { history: { from, to } }: HistoryIndex): number | null {
  return to > from ? (sum(samples.map(({ value }) => value)) * SECOND_MS) / (to - from) : null;
}

/** 100 for each attempt that failed, 0 for each that completed. */
export function errorSamples(index: HistoryIndex): Sample[] {
  return index.history.attempts
    .filter(told)
    .flatMap((attempt) => sampleAt(attempt.endedAt, attempt.status === 'failed' ? 100 : 0, nameAttempt(index, attempt)));
}

/** 1 for each run that completed, 0 for each that did not. */
export function completionSamples({ history: { runs, to } }: HistoryIndex): Sample[] {
  return runs.map(({ id, status, finishedAt }) => ({ at: finishedAt ?? to, value: status === 'completed' ? 1 : 0, subject: `run ${id}` }));
}

interface Span {
  from: number;
  to: number;
}

const spanOf = ({ startedAt, endedAt }: HistoryAttempt): Span[] =>
  startedAt === null || endedAt === null ? [] : [{ from: startedAt, to: endedAt }];

/** Of each run of several tasks: busy time as a share of what the slots used at its peak could have worked. */
export function parallelSamples({ history: { attempts }, tasks }: HistoryIndex): Sample[] {
  const byRun = new Map<string, Span[]>();
  for (const attempt of attempts) {
    const runId = tasks.get(attempt.taskId)?.runId;
    if (runId === undefined) continue;
    const spans = byRun.get(runId) ?? [];
    spans.push(...spanOf(attempt));
    byRun.set(runId, spans);
  }
  return [...byRun].flatMap(([runId, spans]) => {
    const first = spans.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
    const last = spans.reduce((most, { to }) => Math.max(most, to), Number.NEGATIVE_INFINITY);
    if (spans.length < 2 || last <= first) return [];
    const busy = sum(spans.map(({ from, to }) => to - from));
    return [{ at: last, value: busy / ((last - first) * peakOverlap(spans)), subject: `run ${runId}` }];
  });
}

/** How long each completed attempt worked, over what its agent takes at least. A clock that stands gives zero. */
export function workedSamples(index: HistoryIndex): Sample[] {
  return index.history.attempts.flatMap((attempt) => {
    const least = index.agents.get(attempt.agentId)?.leastMs ?? 0;
    if (attempt.status !== 'completed' || attempt.startedAt === null || attempt.endedAt === null || least <= 0) return [];
    return sampleAt(attempt.endedAt, (attempt.endedAt - attempt.startedAt) / least, nameAttempt(index, attempt));
  });
}

/** Attempts of each task that had any. */
export function attemptSamples({ history: { tasks, to }, attempts }: HistoryIndex): Sample[] {
  return tasks.flatMap(({ id, key, finishedAt }) => {
    const made = attempts.get(id)?.length ?? 0;
    return made === 0 ? [] : [{ at: finishedAt ?? to, value: made, subject: key }];
  });
}

/** From the last arrival to the end of each run that ended after it. */
export function drainSamples({ history: { runs, lastArrivalAt, to } }: HistoryIndex): Sample[] {
  return runs.flatMap(({ id, finishedAt }) => {
    const ended = finishedAt ?? to;
    return ended < lastArrivalAt ? [] : [{ at: ended, value: ended - lastArrivalAt, subject: `run ${id}` }];
  });
}

/** From the first assignment of each task to its end. */
export function taskTimeSamples({ history: { tasks }, attempts }: HistoryIndex): Sample[] {
  return tasks.flatMap(({ id, key, finishedAt }) => {
    const first = attempts.get(id)?.[0];
    return first === undefined || finishedAt === null ? [] : [{ at: finishedAt, value: finishedAt - first.createdAt, subject: key }];
  });
}

const durationsOf = (attempts: readonly HistoryAttempt[]): number[] => attempts.flatMap(spanOf).map(({ from, to }) => to - from);

/** What each agent did, in the order of the agents. */
function sharesOf(index: HistoryIndex): AgentShare[] {
  const byAgent = attemptsByAgent(index);
  return index.history.agents.map(({ id, slots }) => {
    const worked = durationsOf(byAgent.get(id) ?? []);
    return { slots, busyMs: sum(worked), longestMs: worked.reduce((most, ms) => Math.max(most, ms), 0) };
  });
}

/** Busy time per slot of each agent, as a share of the span; none without work. */
export function busySamples(index: HistoryIndex): Sample[] {
  const { agents, from, to } = index.history;
  const shares = sharesOf(index);
  if (to <= from || shares.every(({ busyMs }) => busyMs === 0)) return [];
  return agents.map(({ name, slots }, at) => ({ at: to, value: (shares[at]?.busyMs ?? 0) / (slots * (to - from)), subject: name }));
}

/** How close the fleet came to the best distribution of its work (core/load/balance-efficiency.ts). */
export const balanceOf = (_: readonly Sample[], index: HistoryIndex): number | null =>
  index.agents.size < 2 ? null : balanceEfficiency(sharesOf(index));

/** Busy slot time over all slot time, percent. */
export function utilisationOf(samples: readonly Sample[], { history: { agents } }: HistoryIndex): number | null {
  const slots = sum(agents.map((agent) => agent.slots));
  return slots === 0 ? null : (100 * sum(samples.map(({ value }, at) => value * (agents[at]?.slots ?? 0)))) / slots;
}

/** How much the 95th percentile of the last third of the samples is of that of the first third. */
export function driftOf(samples: readonly Sample[]): number | null {
  const inOrder = samples.toSorted((a, b) => a.at - b.at).map(({ value }) => value);
  const third = Math.floor(inOrder.length / 3);
  const [first, last] = [percentile(inOrder.slice(0, third), 0.95), percentile(inOrder.slice(-third), 0.95)];
  return first === null || last === null ? null : (last + DRIFT_FLOOR_MS) / (first + DRIFT_FLOOR_MS);
}

/** Below this a latency is noise of the machine: doubling 2 ms is no drift. */
const DRIFT_FLOOR_MS = 25;

/** Mean of the last third over mean of the first third, as growth in percent; a heap that is cleaned now and then has a mean that stays. */
export function growthOf(samples: readonly Sample[]): number | null {
  const third = Math.floor(samples.length / 3);
  const values = samples.map(({ value }) => value);
  const [first, last] = [mean(values.slice(0, third)), mean(values.slice(-third))];
  return first === null || last === null || first <= 0 ? null : (100 * (last - first)) / first;
}
