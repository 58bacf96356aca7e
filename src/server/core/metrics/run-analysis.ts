import type { WaitReason } from '../task/state.ts';
import type { TaskSummary } from '../task/task-view.ts';
import { mean, percentile, sum } from './statistics.ts';

// What the rows of one run say about how it went. Everything is measured; what no row says is null.

export interface Spread {
  mean: number | null;
  p50: number | null;
  p95: number | null;
  max: number | null;
  samples: number;
}

export interface RunAnalysis {
  /** From creation to the end; null while it runs. */
  makespanMs: number | null;
  queueMs: Spread;
  durationMs: Spread;
  /** Time that agents worked, all attempts together. */
  busyMs: number;
  /** Most attempts running at the same moment. */
  peakConcurrency: number;
  /** Busy time as a share of what `peakConcurrency` slots could have worked from the first start to the last end, 0..1. */
  parallelEfficiency: number | null;
  attempts: number;
  retriedTasks: number;
  lostAttempts: number;
  agentsUsed: number;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** Longest running first, at most 5. */
  slowestTasks: { taskId: string; durationMs: number }[];
  /** Queue time from "ready" to the first assignment, by task_id. */
  queuedMsByTask: Map<string, number>;
  durationMsByTask: Map<string, number>;
}

/** A gate that tasks of the run waited at. */
export interface WaitCount {
  reason: WaitReason;
  detail: string;
  tasks: number;
}

function spreadOf(values: number[]): Spread {
  return {
    mean: mean(values),
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    max: percentile(values, 1),
    samples: values.length,
  };
}

/** The most intervals that overlap at one moment; one that ends when another begins does not overlap it. */
export function peakOverlap(intervals: readonly { from: number; to: number }[]): number {
  const edges = intervals.flatMap(({ from, to }) => [
    { at: from, step: 1 },
    { at: Math.max(to, from), step: -1 },
  ]);
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  let peak = 0;
  for (const { step } of edges) {
    open += step;
    peak = Math.max(peak, open);
  }
  return peak;
}

/** From the first start to the last end; 0 for none. Folded, not spread: a run may have more attempts than a call takes arguments. */
function spanOf(intervals: readonly { from: number; to: number }[]): number {
  const first = intervals.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  return intervals.reduce((most, { to }) => Math.max(most, to - first), 0);
}

/** The sum of what was measured; null when nothing was. */
function sumMeasured(values: (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : sum(measured);
}

function lastDurations(tasks: readonly TaskSummary[]): Map<string, number> {
  const durations = new Map<string, number>();
  for (const task of tasks) {
    const duration = task.attempts.findLast((attempt) => attempt.durationMs !== null)?.durationMs;
    if (duration !== null && duration !== undefined) durations.set(task.taskId, duration);
  }
  return durations;
}

function firstWaits(tasks: readonly TaskSummary[]): Map<string, number> {
  const queued = new Map<string, number>();
  for (const { taskId, readyAt, attempts } of tasks) {
    const first = attempts[0];
    // A task that was retried bears the time of its last readiness; then the first wait is not known.
    if (readyAt !== null && first !== undefined && readyAt <= first.assignedAt) {
      queued.set(taskId, first.assignedAt.getTime() - readyAt.getTime());
    }
  }
  return queued;
}

/** Analyses a run from its tasks with all their attempts. */
export function analyseRun(run: { createdAt: Date; finishedAt: Date | null }, tasks: readonly TaskSummary[]): RunAnalysis {
  const attempts = tasks.flatMap((task) => task.attempts);
  const worked = attempts.flatMap(({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? [] : [{ from: startedAt.getTime(), to: endedAt.getTime() }],
  );
  // Judging a result is paid for like making it.
  const usages = attempts.flatMap(({ usage, judging }) => (judging === null ? [usage] : [usage, judging.usage]));
  const busyMs = sum(worked.map(({ from, to }) => to - from));
  const peakConcurrency = peakOverlap(worked);
  const spanMs = spanOf(worked);
  const durationMsByTask = lastDurations(tasks);
  const queuedMsByTask = firstWaits(tasks);
  return {
    makespanMs: run.finishedAt === null ? null : run.finishedAt.getTime() - run.createdAt.getTime(),
    queueMs: spreadOf([...queuedMsByTask.values()]),
    durationMs: spreadOf([...durationMsByTask.values()]),
    busyMs,
    peakConcurrency,
    parallelEfficiency: spanMs > 0 && peakConcurrency > 0 ? busyMs / (spanMs * peakConcurrency) : null,
    attempts: attempts.length,
    retriedTasks: tasks.filter((task) => task.attempts.filter(({ hedgeOf }) => hedgeOf === null).length > 1).length,
    lostAttempts: attempts.filter((attempt) => attempt.status === 'lost').length,
    agentsUsed: new Set(attempts.map((attempt) => attempt.agentId)).size,
    inputTokens: sumMeasured(usages.map((usage) => usage.inputTokens)),
    outputTokens: sumMeasured(usages.map((usage) => usage.outputTokens)),
    costUsd: sumMeasured(usages.map((usage) => usage.costUsd)),
    slowestTasks: [...durationMsByTask]
      .map(([taskId, durationMs]) => ({ taskId, durationMs }))
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, 5),
    queuedMsByTask,
    durationMsByTask,
  };
}
