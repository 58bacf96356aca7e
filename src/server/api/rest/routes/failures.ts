import { z } from 'zod';
import { DETECTORS, FAILURE_SEVERITIES, FAILURE_TYPES, RECOVERY_OUTCOMES, RECOVERY_STRATEGIES } from '../../../core/recovery/failure.ts';
import type { FailureView } from '../../../core/recovery/failure-view.ts';
import { type HandledFailure, handleFailure, handleFailureSchema } from '../../../use-cases/handle-failure.ts';
import { listFailures } from '../../../use-cases/list-failures.ts';
import { loadAgent } from '../../../use-cases/read-agent.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();
const iso = (at: Date | null) => at?.toISOString() ?? null;

const stepSchema = z.object({ what: z.string(), strategy: z.enum(RECOVERY_STRATEGIES), ok: z.boolean(), at: z.string() });

const failureSchema = z
  .object({
    failure_id: z.string(),
    failure_type: z.enum(FAILURE_TYPES),
    severity: z.enum(FAILURE_SEVERITIES),
    detector: z.enum(DETECTORS),
    agent_id: z.string().nullable(),
    agent_name: z.string().nullable(),
    task_id: z.string().nullable(),
    task_key: z.string().nullable(),
    task_name: z.string().nullable(),
    run_id: z.string().nullable(),
    run_name: z.string().nullable(),
    attempt_id: z.string().nullable(),
    worker_id: z.string().nullable().describe('The process it happened in'),
    message: z.string(),
    detail: z.record(z.string(), z.unknown()),
    reported_by: z.string().nullable().describe('Null when it was found by itself'),
    began_at: time.describe('Last proof of life'),
    seen_at: time,
    acted_at: time.nullable(),
    resolved_at: time.nullable(),
    recovery: z
      .object({
        strategy: z.enum(RECOVERY_STRATEGIES).nullable(),
        outcome: z.enum(RECOVERY_OUTCOMES),
        automatic: z.boolean(),
        steps: z.array(stepSchema),
        tasks_reassigned: z.number(),
        validated_at: time.nullable().describe('When its tasks ran again, or were over'),
        recovery_time_ms: z.number().nullable().describe('From the beginning to then'),
      })
      .nullable(),
  })
  .meta({ id: 'Failure' });

function presentRecovery(row: FailureView) {
  if (row.outcome === null) return null;
  return {
    strategy: row.strategy,
    outcome: row.outcome,
    automatic: row.automatic ?? false,
    steps: row.steps ?? [],
    tasks_reassigned: row.tasksReassigned ?? 0,
    validated_at: iso(row.validatedAt),
    recovery_time_ms: row.validatedAt === null ? null : row.validatedAt.getTime() - row.beganAt.getTime(),
  };
}

const presentFailure = (row: FailureView) => ({
  failure_id: row.id,
  failure_type: row.type,
  severity: row.severity,
  detector: row.detector,
  agent_id: row.agentId,
  agent_name: row.agentName,
  task_id: row.taskId,
  task_key: row.taskKey,
  task_name: row.taskName,
  run_id: row.runId,
  run_name: row.runName,
  attempt_id: row.attemptId,
  worker_id: row.workerId,
  message: row.message,
  detail: row.detail,
  reported_by: row.reportedByName,
  began_at: row.beganAt.toISOString(),
  seen_at: row.seenAt.toISOString(),
  acted_at: iso(row.actedAt),
  resolved_at: iso(row.resolvedAt),
  recovery: presentRecovery(row),
});

const handledSchema = z.object({
  failure_id: z.string(),
  recovery_success: z.boolean(),
  strategy: z.enum(RECOVERY_STRATEGIES).nullable().describe('Null: a person has to decide'),
  steps: z.array(stepSchema),
  recovery_metrics: z.object({ tasks_reassigned: z.number(), detection_time_ms: z.number().nullable(), recovery_time_ms: z.number() }),
  system_impact: z.object({ affected_tasks: z.array(z.string()), affected_agents: z.array(z.string()), escalation: z.string().nullable() }),
  improvement_recommendations: z.array(z.string()),
  handled_timestamp: time,
});

const presentHandled = (handled: HandledFailure) => ({
  failure_id: handled.failureId,
  recovery_success: handled.success,
  strategy: handled.strategy,
  steps: handled.steps,
  recovery_metrics: {
    tasks_reassigned: handled.tasksReassigned,
    detection_time_ms: handled.detectionMs,
    recovery_time_ms: handled.recoveryMs,
  },
  system_impact: {
    affected_tasks: handled.impact.affectedTasks,
    affected_agents: handled.impact.affectedAgents,
    escalation: handled.impact.escalation,
  },
  improvement_recommendations: handled.recommendations,
  handled_timestamp: handled.handledAt.toISOString(),
});

const when = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const filters = {
  type: z.enum(FAILURE_TYPES).optional(),
  severity: z.enum(FAILURE_SEVERITIES).optional(),
  run_id: uuid.optional(),
  from: when.optional().describe('Seen at or after'),
  until: when.optional().describe('Seen before'),
  open: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
};
const shape = handleFailureSchema.shape;

export const failureRoutes = [
  defineRoute({
    method: 'POST',
    path: '/failure/handle',
    role: 'operator',
    tag: 'recovery',
    summary: 'Report a failure; what the plan says about it is done at once',
    body: z.strictObject({
      failure_type: shape.failureType,
      severity: shape.severity,
      agent_id: shape.agentId,
      task_id: shape.taskId,
      workflow_id: shape.workflowId,
      error_message: shape.errorMessage,
      context: shape.context.describe('May hold began_at: when it began, as far as is known'),
    }),
    responses: { 200: { description: 'What was done', schema: handledSchema } },
    errors: ['rate_limited'],
    async handle({ deps, body, principal }) {
      const handled = await handleFailure(
        deps,
        {
          failureType: body.failure_type,
          severity: body.severity,
          agentId: body.agent_id,
          taskId: body.task_id,
          workflowId: body.workflow_id,
          errorMessage: body.error_message,
          context: body.context,
        },
        { principal },
      );
      return { status: 200, body: presentHandled(handled) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/failures',
    role: 'viewer',
    tag: 'recovery',
    summary: 'List failures and their recoveries, newest first',
    query: z.strictObject({ ...pageQuery, ...filters, agent_id: uuid.optional() }),
    responses: { 200: { description: 'A page of failures', schema: pageOf(failureSchema) } },
    async handle({ deps, query: { run_id: runId, agent_id: agentId, ...query } }) {
      const { data, nextCursor } = await listFailures(deps, { ...query, runId, agentId });
      return { status: 200, body: { data: data.map(presentFailure), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/agents/{id}/failures',
    role: 'viewer',
    tag: 'agents',
    summary: 'List failures of an agent, newest first',
    params: z.strictObject({ id: uuid }),
    query: z.strictObject({ ...pageQuery, ...filters }),
    responses: { 200: { description: 'A page of failures', schema: pageOf(failureSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query: { run_id: runId, ...query } }) {
      await loadAgent(deps, id);
      const { data, nextCursor } = await listFailures(deps, { ...query, runId, agentId: id });
      return { status: 200, body: { data: data.map(presentFailure), next_cursor: nextCursor } };
    },
  }),
];
