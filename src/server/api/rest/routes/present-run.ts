import { z } from 'zod';
import { PRIORITIES } from '../../../core/priority.ts';
import type { ArtifactView } from '../../../core/run/artifact-view.ts';
import type { RunCheckpoints } from '../../../core/run/checkpoint.ts';
import type { EventView } from '../../../core/run/event-view.ts';
import { LINEAGES } from '../../../core/run/rerun-view.ts';
import type { RunSummary, RunView } from '../../../core/run/run-view.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import type { TimelineRow } from '../../../core/run/timeline.ts';
import { ATTEMPT_STATUSES, TASK_STATUSES } from '../../../core/task/state.ts';
import { attemptErrorView } from './present-task.ts';

const time = z.iso.datetime();
const iso = (date: Date | null) => date?.toISOString() ?? null;
const BASE = '/api/v1/orchestration';

export const runSummarySchema = z
  .object({
    id: z.string(),
    workflow_id: z.string(),
    name: z.string(),
    status: z.enum(RUN_STATUSES),
    execution_mode: z.string(),
    priority: z.enum(PRIORITIES),
    total_tasks: z.number(),
    completed_tasks: z.number(),
    failed_tasks: z.number(),
    skipped_tasks: z.number(),
    cancelled_tasks: z.number(),
    progress: z.number().describe('Share of the tasks that are over, 0..1'),
    last_event_id: z.number(),
    parent_run_id: z.string().nullable(),
    retry_of: z.string().nullable().describe('The run that this one does again'),
    forked_from: z.string().nullable().describe('The run that this one branched off from'),
    rerun_from: z.string().nullable().describe('The task that a retry or fork began from; null: whatever had not completed'),
    rerun_from_checkpoint: z.number().nullable().describe('The event of the earlier run after which a fork took its results'),
    created_by: z.string(),
    created_by_name: z.string(),
    failure: z
      .object({ task_name: z.string(), cause: z.string().describe('One line: the last the agent said, or the error') })
      .nullable()
      .describe('The first failed task'),
    created_at: time,
    started_at: time.nullable(),
    finished_at: time.nullable(),
    open_reviews: z.number().describe("Results that wait for a person's verdict, in this run and in those that run as its tasks"),
    open_approvals: z.number().describe("Questions that wait for a person's answer, in this run and in those that run as its tasks"),
    duration_ms: z.number().nullable(),
  })
  .meta({ id: 'RunSummary' });

const failureSchema = z.object({ id: z.string(), task_id: z.string(), name: z.string(), error: attemptErrorView });

export const runSchema = runSummarySchema
  .extend({
    max_concurrent_tasks: z.number(),
    max_agents: z.number(),
    failure_tolerance: z.number(),
    definition: z.unknown(),
    graph_version: z.number().describe('Grows with every patch; 0: the graph is as it began'),
    workflow_version: z.number().nullable(),
    input: z.unknown(),
    context: z.unknown(),
    output: z.unknown().describe('What the last tasks of the graph gave, by task_id; null until the run is over'),
    failures: z.array(failureSchema),
    deadline_at: time.nullable(),
    stopped: z
      .object({ at: time, by: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe('Who paused or cancelled it, and why; null for one that is neither'),
    child_run_ids: z.array(z.string()),
    children: z
      .array(
        z.object({
          run_id: z.string(),
          lineage: z.enum(LINEAGES).nullable(),
          rerun_from: z.string().nullable(),
          rerun_from_checkpoint: z.number().nullable(),
          status: z.enum(RUN_STATUSES),
          created_at: time,
        }),
      )
      .describe('Runs that retry or fork this one, newest first, at most 50'),
    started_by: z
      .object({ run_id: z.string(), run_name: z.string(), task_id: z.string(), depth: z.number() })
      .nullable()
      .describe('The task of another run that this one runs as'),
    links: z.object({ tasks: z.string(), timeline: z.string(), events: z.string(), artifacts: z.string(), checkpoints: z.string() }),
  })
  .meta({ id: 'Run' });

export const timelineRowSchema = z
  .object({
    id: z.string(),
    task_id: z.string(),
    name: z.string(),
    status: z.enum(TASK_STATUSES),
    spans: z.array(
      z.object({
        kind: z.enum(['queued', 'assigned', 'running']),
        from: time,
        to: time.nullable(),
        attempt: z
          .object({
            id: z.string(),
            number: z.number(),
            agent_id: z.string(),
            agent_name: z.string().nullable(),
            status: z.enum(ATTEMPT_STATUSES),
          })
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'TimelineRow' });

export const artifactSchema = z
  .object({
    id: z.string(),
    run_id: z.string(),
    task_id: z.string().nullable().describe("The definition's task_id"),
    attempt_id: z.string().nullable(),
    name: z.string(),
    media_type: z.string(),
    size: z.number(),
    sha256: z.string(),
    created_at: time,
    links: z.object({ content: z.string() }),
  })
  .meta({ id: 'Artifact' });

export const checkpointsSchema = z
  .object({
    every: z.number().describe('There is one after every so many tasks that are over'),
    total_tasks: z.number().describe('Tasks of the definition; the calls of maps and loops count with their task'),
    data: z.array(
      z.object({
        checkpoint: z.number().describe('The event after which it stands; POST /runs/{id}/fork takes it as from_checkpoint'),
        at: time,
        tasks_over: z.number(),
        completed_tasks: z.number(),
        failed_tasks: z.number(),
        skipped_tasks: z.number(),
      }),
    ),
  })
  .meta({ id: 'RunCheckpoints' });

export const runLinks = (id: string) => ({
  tasks: `${BASE}/runs/${id}/tasks`,
  timeline: `${BASE}/runs/${id}/timeline`,
  events: `${BASE}/runs/${id}/events`,
  artifacts: `${BASE}/runs/${id}/artifacts`,
  checkpoints: `${BASE}/runs/${id}/checkpoints`,
});

export function presentRunSummary(run: RunSummary): z.input<typeof runSummarySchema> {
  return {
    id: run.id,
    workflow_id: run.workflowId,
    name: run.name,
    status: run.status,
    execution_mode: run.executionMode,
    priority: run.priority,
    total_tasks: run.total,
    completed_tasks: run.completed,
    failed_tasks: run.failed,
    skipped_tasks: run.skipped,
    cancelled_tasks: run.cancelled,
    progress: run.progress,
    last_event_id: run.seq,
    parent_run_id: run.parentRunId,
    retry_of: run.lineage === 'retry' ? run.parentRunId : null,
    forked_from: run.lineage === 'fork' ? run.parentRunId : null,
    rerun_from: run.rerunFrom,
    rerun_from_checkpoint: run.rerunSeq,
    created_by: run.createdBy,
    created_by_name: run.createdByName,
    failure: run.failure && { task_name: run.failure.taskName, cause: run.failure.cause },
    created_at: run.createdAt.toISOString(),
    started_at: iso(run.startedAt),
    finished_at: iso(run.finishedAt),
    open_reviews: run.openReviews,
    open_approvals: run.openApprovals,
    duration_ms: run.durationMs,
  };
}

export function presentRun(run: RunView): z.input<typeof runSchema> {
  return {
    ...presentRunSummary(run),
    max_concurrent_tasks: run.maxConcurrentTasks,
    max_agents: run.maxAgents,
    failure_tolerance: run.failureTolerance,
    definition: run.definition,
    graph_version: run.graphVersion,
    workflow_version: run.workflowVersion,
    input: run.input,
    context: run.context,
    output: run.output,
    failures: run.failures.map(({ id, taskId, name, error }) => ({ id, task_id: taskId, name, error })),
    deadline_at: iso(run.deadlineAt),
    stopped: run.stopped && { at: run.stopped.at.toISOString(), by: run.stopped.by, reason: run.stopped.reason },
    child_run_ids: run.children.map(({ id }) => id),
    children: run.children.map(({ id, lineage, rerunFrom, rerunSeq, status, createdAt }) => ({
      run_id: id,
      lineage,
      rerun_from: rerunFrom,
      rerun_from_checkpoint: rerunSeq,
      status,
      created_at: createdAt.toISOString(),
    })),
    started_by: run.startedBy && {
      run_id: run.startedBy.runId,
      run_name: run.startedBy.runName,
      task_id: run.startedBy.taskId,
      depth: run.startedBy.depth,
    },
    links: runLinks(run.id),
  };
}

export function presentCheckpoints({ every, total, checkpoints }: RunCheckpoints): z.input<typeof checkpointsSchema> {
  const data = checkpoints.map(({ seq, at, over, completed, failed, skipped }) => ({
    checkpoint: seq,
    at: at.toISOString(),
    tasks_over: over,
    completed_tasks: completed,
    failed_tasks: failed,
    skipped_tasks: skipped,
  }));
  return { every, total_tasks: total, data };
}

export function presentTimelineRow(row: TimelineRow): z.input<typeof timelineRowSchema> {
  return {
    id: row.id,
    task_id: row.taskId,
    name: row.name,
    status: row.status,
    spans: row.spans.map(({ kind, from, to, attempt }) => ({
      kind,
      from: from.toISOString(),
      to: iso(to),
      attempt: attempt && {
        id: attempt.id,
        number: attempt.number,
        agent_id: attempt.agentId,
        agent_name: attempt.agentName,
        status: attempt.status,
      },
    })),
  };
}

export function presentArtifact(artifact: ArtifactView): z.input<typeof artifactSchema> {
  return {
    id: artifact.id,
    run_id: artifact.runId,
    task_id: artifact.taskKey,
    attempt_id: artifact.attemptId,
    name: artifact.name,
    media_type: artifact.mediaType,
    size: artifact.size,
    sha256: artifact.sha256,
    created_at: artifact.createdAt.toISOString(),
    links: { content: `${BASE}/artifacts/${artifact.id}/content` },
  };
}

/** One event as the data of a server-sent one. */
export function presentEvent(event: EventView) {
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    run_id: event.runId,
    id: event.taskId,
    task_id: event.taskKey,
    attempt_id: event.attemptId,
    data: event.data,
  };
}
