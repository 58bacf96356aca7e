import { NotFoundError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { recommend } from '../core/metrics/recommendations.ts';
import { analyseRun, type RunAnalysis } from '../core/metrics/run-analysis.ts';
import { outputOrArtifact } from '../core/run/run-view.ts';
import { isTerminalRun, type RunStatus } from '../core/run/state.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { type TaskSummary, taskSummary } from '../core/task/task-view.ts';
import { listRunAttempts } from '../db/read-attempts.ts';
import { findRunRows } from '../db/read-runs.ts';
import { readTogether } from '../db/read-together.ts';
import { countWaits, listResultTasks, type ResultTaskRow } from '../db/read-workflow-result.ts';
import type { Deps } from '../deps.ts';
import { readMode } from './orchestration-mode.ts';

// The answer of POST /workflow/execute with Prefer: wait. Its names are the contract's, so it is written in the contract's spelling.

export interface TaskResult {
  task_id: string;
  status: TaskStatus;
  agent_id: string | null;
  agent_name: string | null;
  attempts: number;
  output: JsonValue;
  error: AttemptError | null;
  queued_ms: number | null;
  duration_ms: number | null;
}

export interface WorkflowResult {
  run_id: string;
  workflow_id: string;
  status: RunStatus;
  workflow_result: {
    status: RunStatus;
    execution_time_ms: number | null;
    total_tasks: number;
    completed_tasks: number;
    failed_tasks: number;
    skipped_tasks: number;
    cancelled_tasks: number;
    output: { [taskId: string]: JsonValue };
    task_results: TaskResult[];
  };
  execution_metrics: ReturnType<typeof executionMetrics>;
  performance_analysis: ReturnType<typeof performanceAnalysis>;
  optimization_recommendations: string[];
  integration_metadata: { mode: string; created_at: string; started_at: string | null; finished_at: string | null; links: { run: string } };
}

function executionMetrics(analysis: RunAnalysis) {
  return {
    attempts: analysis.attempts,
    retried_tasks: analysis.retriedTasks,
    lost_attempts: analysis.lostAttempts,
    agents_used: analysis.agentsUsed,
    queue_ms: analysis.queueMs,
    duration_ms: analysis.durationMs,
    input_tokens: analysis.inputTokens,
    output_tokens: analysis.outputTokens,
    cost_usd: analysis.costUsd,
  };
}

function performanceAnalysis(analysis: RunAnalysis) {
  return {
    makespan_ms: analysis.makespanMs,
    busy_ms: analysis.busyMs,
    peak_concurrency: analysis.peakConcurrency,
    parallel_efficiency: analysis.parallelEfficiency,
    slowest_tasks: analysis.slowestTasks.map(({ taskId, durationMs }) => ({ task_id: taskId, duration_ms: durationMs })),
  };
}

function taskResult(row: ResultTaskRow, task: TaskSummary, analysis: RunAnalysis): TaskResult {
  const last = task.attempts.at(-1);
  return {
    task_id: task.taskId,
    status: task.status,
    agent_id: last?.agentId ?? null,
    agent_name: last?.agentName ?? null,
    attempts: task.attempts.length,
    output: outputOrArtifact(row.output, task.outputArtifactId),
    error: task.error,
    queued_ms: analysis.queuedMsByTask.get(task.taskId) ?? null,
    duration_ms: analysis.durationMsByTask.get(task.taskId) ?? null,
  };
}

/** How a run went, as the contract's answer. Null while it is not over. @throws NotFoundError */
export async function readWorkflowResult(deps: Deps, runId: string): Promise<WorkflowResult | null> {
  // All at once: in a run that has ended, as in almost every run this is asked for, nothing moves between the reads.
  const [[run], rows, waits, attempts, mode] = await readTogether(deps.db.hot, (db) =>
    Promise.all([
      ...([findRunRows(db, [runId]), listResultTasks(db, runId), countWaits(db, runId), listRunAttempts(db, runId)] as const),
      readMode({ env: deps.env, db: { pool: db } }),
    ]),
  );
  if (run === undefined) throw new NotFoundError(`no run ${runId}`);
  if (!isTerminalRun(run.status)) return null;
  const tasks = rows.map((row) => taskSummary(row, attempts.get(row.id) ?? []));
  const analysis = analyseRun(run, tasks);
  const results = rows.flatMap((row, index) => {
    const task = tasks[index];
    return task === undefined ? [] : [{ row, result: taskResult(row, task, analysis) }];
  });
  const sinks = results.filter(({ row }) => row.isSink && row.status === 'completed');
  return {
    run_id: runId,
    workflow_id: run.workflowId,
    status: run.status,
    workflow_result: {
      status: run.status,
      execution_time_ms: analysis.makespanMs,
      total_tasks: run.total,
      completed_tasks: run.completed,
      failed_tasks: run.failed,
      skipped_tasks: run.skipped,
      cancelled_tasks: run.cancelled,
      output: Object.fromEntries(sinks.map(({ result }) => [result.task_id, result.output])),
      task_results: results.map(({ result }) => result),
    },
    execution_metrics: executionMetrics(analysis),
    performance_analysis: performanceAnalysis(analysis),
    optimization_recommendations: recommend(analysis, waits),
    integration_metadata: {
      mode: mode.chosen === null ? deps.env.ORCHESTRATION_MODE : mode.mode,
      created_at: run.createdAt.toISOString(),
      started_at: run.startedAt?.toISOString() ?? null,
      finished_at: run.finishedAt?.toISOString() ?? null,
      links: { run: `/api/v1/orchestration/runs/${runId}` },
    },
  };
}
