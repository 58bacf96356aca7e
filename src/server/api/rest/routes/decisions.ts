import { z } from 'zod';
import { ATTEMPT_STATUSES } from '../../../core/task/state.ts';
import { plainName, ROUTING_STRATEGIES } from '../../../core/workflow/definition.ts';
import { listDecisions } from '../../../use-cases/list-decisions.ts';
import { readDecision } from '../../../use-cases/read-decision.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import { attemptErrorView, presentUsage, usageSchema } from './present-task.ts';

const time = z.iso.datetime();

const decisionSchema = z
  .object({
    id: z.string(),
    task_id: z.string().nullable().describe("The task's id; null for a dry run"),
    task_key: z.string().nullable().describe("The definition's task_id"),
    task_name: z.string().nullable(),
    run_id: z.string().nullable(),
    run_name: z.string().nullable(),
    agent_id: z.string().nullable(),
    agent_name: z.string().nullable(),
    score: z.number().nullable(),
    strategy: z.string(),
    record: z.unknown().describe('Candidates, filters, components, seed and versions as they were'),
    agent_names: z.record(z.string(), z.string()),
    explanation: z.array(z.string()).describe('The record in sentences'),
    attempt: z.object({ id: z.string(), number: z.number(), fence: z.number() }).nullable(),
    outcome: z
      .object({
        status: z.enum(ATTEMPT_STATUSES),
        started_at: time.nullable(),
        ended_at: time.nullable(),
        duration_ms: z.number().nullable(),
        error: attemptErrorView,
        usage: usageSchema,
      })
      .nullable(),
    created_at: time,
  })
  .meta({ id: 'Decision' });

const measured = z.number().nullable();

const summarySchema = z
  .object({
    id: z.string(),
    created_at: time,
    task_id: z.string().nullable().describe('Null for a dry run'),
    task_key: z.string().nullable(),
    task_type: z.string().nullable(),
    run_id: z.string().nullable(),
    agent_id: z.string().nullable(),
    agent_name: z.string().nullable(),
    strategy: z.string(),
    score: measured,
    next_score: measured.describe('Of the next best candidate'),
    total: z.number().describe('Agents that could have taken it'),
    explored: z.boolean(),
    set_back: z.number().describe('Free agents that were expected to end it much later, and set back for that'),
    propensity: measured,
    model: measured,
    predicted_success: measured,
    samples: measured,
    status: z.string().nullable(),
    verification: z.string().nullable(),
  })
  .meta({ id: 'DecisionSummary' });

export const decisionRoutes = [
  defineRoute({
    method: 'GET',
    path: '/decisions',
    role: 'viewer',
    tag: 'decisions',
    summary: 'List assignments, newest first, with what came of them',
    query: z.strictObject({
      ...pageQuery,
      task_type: plainName.optional(),
      agent_id: uuid.optional(),
      strategy: z.enum(ROUTING_STRATEGIES).optional(),
      explored: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
    }),
    responses: { 200: { description: 'A page of decisions', schema: pageOf(summarySchema) } },
    async handle({ deps, query }) {
      const { task_type: taskType, agent_id: agentId, ...rest } = query;
      const page = await listDecisions(deps, { ...rest, taskType, agentId });
      const data = page.data.map(({ createdAt, taskId, taskKey, taskType: type, runId, agentId: agent, agentName, ...plain }) => {
        const { nextScore, predictedSuccess, setBack, ...same } = plain;
        return {
          ...same,
          ...{ created_at: createdAt.toISOString(), task_id: taskId, task_key: taskKey, task_type: type, run_id: runId },
          ...{ agent_id: agent, agent_name: agentName, next_score: nextScore, predicted_success: predictedSuccess, set_back: setBack },
        };
      });
      return { status: 200, body: { data, next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/decisions/{id}',
    role: 'viewer',
    tag: 'decisions',
    summary: 'Show the whole record of one assignment and what came of it',
    params: z.strictObject({ id: uuid }),
    responses: { 200: { description: 'The decision', schema: decisionSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const { taskId, taskKey, taskName, runId, runName, agentId, agentName, agentNames, outcome, createdAt, ...plain } =
        await readDecision(deps, id);
      const body = {
        ...plain,
        task_id: taskId,
        task_key: taskKey,
        task_name: taskName,
        run_id: runId,
        run_name: runName,
        agent_id: agentId,
        agent_name: agentName,
        agent_names: agentNames,
        outcome: outcome && {
          status: outcome.status,
          started_at: outcome.startedAt?.toISOString() ?? null,
          ended_at: outcome.endedAt?.toISOString() ?? null,
          duration_ms: outcome.durationMs,
          error: outcome.error,
          usage: presentUsage(outcome.usage),
        },
        created_at: createdAt.toISOString(),
      };
      return { status: 200, body };
    },
  }),
];
