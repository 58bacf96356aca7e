import { z } from 'zod';
import { ENOUGH_SAMPLES } from '../../../core/prediction/prediction.ts';
import { PRIORITIES } from '../../../core/priority.ts';
import { recordedComponents } from '../../../core/routing/decision-record.ts';
import { routingDemandsShape, taskDefinitionSchema } from '../../../core/workflow/definition.ts';
import { type AssignedTask, assignTask } from '../../../use-cases/assign-task.ts';
import { defineRoute } from '../define-route.ts';

const measured = z.number().nullable();

const assignBody = z.strictObject({
  ...routingDemandsShape,
  task_id: taskDefinitionSchema.shape.task_id.optional(),
  task_type: taskDefinitionSchema.shape.task_type,
  input: z.json().optional(),
  required_capabilities: taskDefinitionSchema.shape.required_capabilities,
  priority: z.enum(PRIORITIES).default('medium'),
  dry_run: z.boolean().default(false),
});

const assignedSchema = z
  .object({
    success: z.boolean(),
    task_id: z.string().nullable(),
    run_id: z.string().nullable(),
    decision_id: z.string().nullable(),
    assigned_agent: z.object({ id: z.string(), name: z.string(), kind: z.string(), status: z.string() }).nullable(),
    assignment_metrics: z.object({
      score: measured,
      confidence: measured.describe('1 less the width of the 90 % interval of the predicted success; null without enough data'),
      components: z.record(z.string(), measured),
      predicted: z.object({ success_probability: measured, duration_ms: measured, cost_usd: measured, quality: measured }),
      candidates: z.array(z.object({ agent_id: z.string(), score: z.number(), components: z.record(z.string(), measured) })),
      filtered: z.array(z.object({ agent_id: z.string(), reason: z.string() })),
    }),
    assignment_time_ms: z.number(),
    reason: z.string().nullable(),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'AssignedTask' });

type Record_ = NonNullable<AssignedTask['decision']>['record'];

function componentsOf(record: Record_, row: Record_['candidates'][number]): Record<string, number | null> {
  return Object.fromEntries(
    recordedComponents(record).map(({ name, column }) => [name, (row[column] as number | null | undefined) ?? null]),
  );
}

/** The mean of a recorded prediction; null when there is not enough data behind it. */
function shown(predicted: readonly [number, number, number, number] | undefined): number | null {
  return predicted === undefined || predicted[3] < ENOUGH_SAMPLES ? null : predicted[0];
}

function metricsOf({ decision }: AssignedTask) {
  const record = decision?.record;
  const candidates = (record?.candidates ?? []).map((row) => ({
    agent_id: row[0],
    score: row[1],
    components: record ? componentsOf(record, row) : {},
  }));
  const filtered = Object.entries(record?.filtered ?? {}).flatMap(([reason, group]) =>
    group.agents.map((agentId) => ({ agent_id: agentId, reason })),
  );
  const winner = candidates.find((candidate) => candidate.agent_id === decision?.agentId);
  const { success, durationMs, costUsd, quality } = (record?.v === 2 ? record.predicted : undefined) ?? {};
  const predicted = {
    success_probability: shown(success),
    duration_ms: shown(durationMs),
    cost_usd: shown(costUsd),
    quality: shown(quality),
  };
  const confidence = success === undefined || shown(success) === null ? null : 1 - (success[2] - success[1]);
  return { score: decision?.score ?? null, confidence, components: winner?.components ?? {}, predicted, candidates, filtered };
}

export const taskAssignRoutes = [
  defineRoute({
    method: 'POST',
    path: '/task/assign',
    role: 'operator',
    tag: 'tasks',
    summary: 'Give one task to the best agent now, or ask what would happen',
    body: assignBody,
    responses: { 200: { description: 'Who has it, or why nobody has', schema: assignedSchema } },
    async handle({ deps, principal, body }) {
      const { dry_run: dryRun, task_id: key = 'task', ...task } = body;
      const definition = {
        ...{ workflow_id: 'task-assign', name: `Assign ${task.task_type}`, tasks: [{ ...task, task_id: key }] },
        // Now: whoever is free has it, also where somebody faster is soon.
        execution_mode: 'parallel',
      };
      const assigned = await assignTask(deps, { definition, dryRun }, principal);
      return {
        status: 200,
        body: {
          success: assigned.success,
          task_id: assigned.taskId ?? body.task_id ?? null,
          run_id: assigned.runId,
          decision_id: assigned.decision?.id ?? null,
          assigned_agent: assigned.agent,
          assignment_metrics: metricsOf(assigned),
          assignment_time_ms: assigned.assignmentTimeMs,
          reason: assigned.reason,
          timestamp: new Date().toISOString(),
        },
      };
    },
  }),
];
