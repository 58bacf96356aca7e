import { z } from 'zod';
import { weightsSchema } from '../../../core/routing/routing-model.ts';
import { plainName, ROUTING_STRATEGIES } from '../../../core/workflow/definition.ts';
import { compareStrategies } from '../../../use-cases/compare-strategies.ts';
import { readRoutingAccuracy } from '../../../use-cases/read-routing-accuracy.ts';
import { replayDecisions, whatIfSchema } from '../../../use-cases/replay-decisions.ts';
import { defineRoute } from '../define-route.ts';
import { queryInteger, uuid } from '../page.ts';
import { accuracySchema, estimateSchema, presentAccuracy, presentEstimate } from './present-routing.ts';

const measured = z.number().nullable();

const comparisonSchema = z
  .object({
    task_type: z.string(),
    required_capabilities: z.array(z.string()),
    strategies: z.array(
      z.object({
        strategy: z.enum(ROUTING_STRATEGIES),
        agent_id: z.string().nullable(),
        agent_name: z.string().nullable(),
        score: measured,
        reason: z.string().nullable().describe('Why nobody would be chosen'),
        weights: z.record(z.string(), z.number()).describe('Of the components that counted'),
        candidates: z.array(z.object({ agent_id: z.string(), agent_name: z.string().nullable(), score: z.number() })),
      }),
    ),
  })
  .meta({ id: 'StrategyComparison' });

const whatIfAnswer = z
  .object({
    decisions: z.number(),
    changed: z.number().describe('Decisions that would have gone to another agent'),
    changes: z.array(
      z.object({
        decision_id: z.string(),
        task_type: z.string().nullable(),
        chosen: z.string(),
        chosen_name: z.string().nullable(),
        instead: z.string(),
        instead_name: z.string().nullable(),
        gain: z.number(),
      }),
    ),
    missing: z
      .record(z.string(), z.number())
      .describe('Components that were not recorded, with the decisions in which they gave their weight away'),
    weights: weightsSchema,
    floor: z.number(),
    estimate: estimateSchema,
  })
  .meta({ id: 'WhatIf' });

/** Names in one query value, with commas between them. */
const nameList = z
  .string()
  .max(5_000)
  .transform((text) => text.split(',').filter((name) => name !== ''))
  .pipe(z.array(plainName).max(50));

const MOST_HOURS = 8_760;

export const routingRoutes = [
  defineRoute({
    method: 'GET',
    path: '/routing/accuracy',
    role: 'viewer',
    tag: 'routing',
    summary: 'Show how well assignments were predicted, and what is predicted now',
    query: z.strictObject({ window_hours: queryInteger(1, MOST_HOURS).default(168), task_type: plainName.optional() }),
    responses: { 200: { description: 'Calibration, coverage and predictions', schema: accuracySchema } },
    async handle({ deps, query }) {
      const accuracy = await readRoutingAccuracy(deps, { windowHours: query.window_hours, taskType: query.task_type });
      return { status: 200, body: presentAccuracy(accuracy) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/routing/strategies',
    role: 'viewer',
    tag: 'routing',
    summary: 'Say whom every strategy would choose for a task on the fleet as it is now',
    query: z.strictObject({ task_id: uuid.optional(), task_type: plainName.optional(), required_capabilities: nameList.optional() }),
    responses: { 200: { description: 'One choice per strategy', schema: comparisonSchema } },
    errors: ['not_found', 'invalid'],
    async handle({ deps, query }) {
      const { task_id: taskId, task_type: taskType, required_capabilities: requiredCapabilities = [] } = query;
      const comparison = await compareStrategies(deps, { taskId, taskType, requiredCapabilities });
      const strategies = comparison.strategies.map(({ agentId, agentName, candidates, ...plain }) => ({
        ...plain,
        agent_id: agentId,
        agent_name: agentName,
        candidates: candidates.map((each) => ({ agent_id: each.agentId, agent_name: each.agentName, score: each.score })),
      }));
      const body = { task_type: comparison.taskType, required_capabilities: comparison.requiredCapabilities, strategies };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/routing/what-if',
    role: 'viewer',
    tag: 'routing',
    summary: 'Replay the newest decisions with other weights, and estimate what would have come of it',
    body: whatIfSchema.omit({ taskType: true }).extend({ task_type: plainName.optional() }),
    responses: { 200: { description: 'Changed decisions and estimates', schema: whatIfAnswer } },
    async handle({ deps, body: { task_type: taskType, ...input } }) {
      const { changes, agentNames, estimate, missing, decisions, changed, weights, floor } = await replayDecisions(deps, {
        ...input,
        taskType,
      });
      const nameOf = (id: string) => agentNames[id] ?? null;
      return {
        status: 200,
        body: {
          ...{ decisions, changed, weights, floor, missing, estimate: presentEstimate(estimate) },
          changes: changes.map(({ id, taskType: type, chosen, instead, gain }) => ({
            ...{ decision_id: id, task_type: type, chosen, chosen_name: nameOf(chosen), instead, instead_name: nameOf(instead), gain },
          })),
        },
      };
    },
  }),
];
