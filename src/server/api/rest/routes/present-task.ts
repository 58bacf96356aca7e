import { z } from 'zod';
import { VERDICTS } from '../../../core/contract/verdict.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { ATTEMPT_STATUSES, TASK_STATUSES, WAIT_REASONS } from '../../../core/task/state.ts';
import type { AttemptView, TaskLink, TaskSummary, TaskView } from '../../../core/task/task-view.ts';

const time = z.iso.datetime();
const iso = (date: Date | null) => date?.toISOString() ?? null;

export const attemptErrorView = z
  .object({ code: z.string(), message: z.string(), retryable: z.boolean(), detail: z.unknown().optional() })
  .nullable();
export const usageSchema = z.object({
  input_tokens: z.number().nullable(),
  output_tokens: z.number().nullable(),
  cost_usd: z.number().nullable(),
});

const attemptSchema = z
  .object({
    id: z.string(),
    number: z.number(),
    fence: z.number(),
    status: z.enum(ATTEMPT_STATUSES),
    agent_id: z.string(),
    agent_name: z.string().nullable(),
    decision_id: z.string().nullable(),
    assigned_at: time,
    started_at: time.nullable(),
    ended_at: time.nullable(),
    duration_ms: z.number().nullable(),
    cancel_requested: z.boolean(),
    hedge_of: z.string().nullable().describe('The straggling attempt beside which this one was begun; null for all others'),
    progress: z.number().nullable(),
    error: attemptErrorView,
    verification: z.enum(VERDICTS).nullable().describe("What the task's contract said of the result; null without one"),
    verification_reason: z.string().nullable().describe('Untrusted text'),
    quality: z.number().nullable(),
    usage: usageSchema,
    judging: z
      .object({ agent_id: z.string(), agent_name: z.string().nullable(), duration_ms: z.number().nullable(), usage: usageSchema })
      .nullable()
      .describe("What judging the result took, beside the attempt's own usage; null when no judge was called"),
  })
  .meta({ id: 'Attempt' });

export const taskSummarySchema = z
  .object({
    id: z.string(),
    run_id: z.string(),
    task_id: z.string().describe("The definition's task_id"),
    index: z.number(),
    parent_id: z.string().nullable().describe('The map or loop that it is a call of'),
    item: z.number().nullable().describe('Place in the list of its map, from 0; iteration of its loop, from 1'),
    name: z.string(),
    task_type: z.string(),
    status: z.enum(TASK_STATUSES),
    wait_reason: z.enum(WAIT_REASONS).nullable(),
    wait_detail: z.string().nullable(),
    ready_at: time.nullable(),
    finished_at: time.nullable(),
    available_at: time.nullable(),
    error: attemptErrorView,
    output_artifact_id: z.string().nullable(),
    reused_from: z.string().nullable().describe('The task of an earlier run whose result it took over, not executed again'),
    given: z.enum(['pinned', 'left_out']).nullable().describe('In a trial: why it was not executed'),
    attempts: z.array(attemptSchema),
  })
  .meta({ id: 'TaskSummary' });

const linkSchema = z.object({
  id: z.string(),
  task_id: z.string(),
  name: z.string(),
  status: z.enum(TASK_STATUSES),
  when: z.string(),
  soft: z.boolean(),
});

export const taskSchema = taskSummarySchema
  .extend({
    sub_run: z
      .object({ id: z.string(), name: z.string(), status: z.enum(RUN_STATUSES) })
      .nullable()
      .describe('The run that runs as this task'),
    spec: z.unknown(),
    input: z.unknown(),
    output: z.unknown(),
    dependencies: z.array(linkSchema),
    dependents: z.array(linkSchema),
  })
  .meta({ id: 'Task' });

export function presentUsage(usage: AttemptView['usage']): z.input<typeof usageSchema> {
  return { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens, cost_usd: usage.costUsd };
}

function presentAttempt(attempt: AttemptView): z.input<typeof attemptSchema> {
  return {
    id: attempt.id,
    number: attempt.number,
    fence: attempt.fence,
    status: attempt.status,
    agent_id: attempt.agentId,
    agent_name: attempt.agentName,
    decision_id: attempt.decisionId,
    assigned_at: attempt.assignedAt.toISOString(),
    started_at: iso(attempt.startedAt),
    ended_at: iso(attempt.endedAt),
    duration_ms: attempt.durationMs,
    cancel_requested: attempt.cancelRequested,
    hedge_of: attempt.hedgeOf,
    progress: attempt.progress,
    error: attempt.error,
    verification: attempt.verification,
    verification_reason: attempt.verificationReason,
    quality: attempt.quality,
    usage: presentUsage(attempt.usage),
    judging: attempt.judging && {
      agent_id: attempt.judging.agentId,
      agent_name: attempt.judging.agentName,
      duration_ms: attempt.judging.durationMs,
      usage: presentUsage(attempt.judging.usage),
    },
  };
}

export function presentTaskSummary(task: TaskSummary): z.input<typeof taskSummarySchema> {
  return {
    id: task.id,
    run_id: task.runId,
    task_id: task.taskId,
    index: task.index,
    parent_id: task.parentId,
    item: task.item,
    name: task.name,
    task_type: task.taskType,
    status: task.status,
    wait_reason: task.waitReason,
    wait_detail: task.waitDetail,
    ready_at: iso(task.readyAt),
    finished_at: iso(task.finishedAt),
    available_at: iso(task.availableAt),
    error: task.error,
    output_artifact_id: task.outputArtifactId,
    reused_from: task.reusedFrom,
    given: task.given,
    attempts: task.attempts.map(presentAttempt),
  };
}

const presentLink = ({ id, taskId, name, status, when, soft }: TaskLink) => ({ id, task_id: taskId, name, status, when, soft });

export function presentTask(task: TaskView): z.input<typeof taskSchema> {
  return {
    ...presentTaskSummary(task),
    sub_run: task.subRun,
    spec: task.spec,
    input: task.input,
    output: task.output,
    dependencies: task.dependencies.map(presentLink),
    dependents: task.dependents.map(presentLink),
  };
}
