import { z } from 'zod';
import { COVERAGE_STATES, type Coverage } from '../../../core/persona/cover-demands.ts';
import { readPersonaAnalytics } from '../../../use-cases/read-persona-analytics.ts';
import { readPersonaCoverage } from '../../../use-cases/read-persona-coverage.ts';
import { recommendPersonas, recommendPersonasSchema } from '../../../use-cases/recommend-personas.ts';
import { defineRoute } from '../define-route.ts';
import {
  ablationSchema,
  liftSchema,
  outcomesSchema,
  presentAblation,
  presentLift,
  presentOutcomes,
  presentStyle,
  styleSchema,
} from './present-persona.ts';

const measured = z.number().nullable();
const state = z.enum(COVERAGE_STATES).describe('no_agent: a persona fits, but nobody has it');
const coverage = {
  name: z.string(),
  tasks: z.number().describe('Recent tasks that asked for it'),
  personas: z.array(z.string()),
  agents: z.array(z.string()),
  state,
};

const coverageSchema = z
  .object({
    task_types: z.array(z.object(coverage)),
    capabilities: z.array(z.object({ ...coverage, agents_with_capability: z.number() })),
    gaps: z.array(z.object({ kind: z.enum(['task_type', 'capability']), name: z.string(), tasks: z.number(), state })),
  })
  .meta({ id: 'PersonaCoverage' });

const analyticsSchema = z
  .object({
    personas: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        agents: z.array(z.string()),
        outcomes: outcomesSchema,
        by_task_type: z.array(outcomesSchema.extend({ task_type: z.string() })),
        style: styleSchema,
      }),
    ),
    ablation: z.object({
      overall: z.object({ lift: liftSchema, contested: z.number().describe('Outcomes of tasks where the persona changed who was chosen') }),
      by_task_type: z.array(ablationSchema.extend({ task_type: z.string() })),
    }),
  })
  .meta({ id: 'PersonaAnalytics' });

const recommendationSchema = z
  .object({
    data: z.array(
      z.object({
        persona_id: z.string(),
        name: z.string(),
        score: z.number(),
        parts: z.object({
          affinity: measured,
          capability: measured,
          history: measured,
          context: measured,
          availability: measured,
        }),
        samples: z.number(),
      }),
    ),
  })
  .meta({ id: 'PersonaRecommendations' });

const presentCoverage = ({ name, tasks, personas, agents, state: found }: Coverage) => ({ name, tasks, personas, agents, state: found });

export const personaReportRoutes = [
  defineRoute({
    method: 'GET',
    path: '/personas/coverage',
    role: 'viewer',
    tag: 'personas',
    summary: 'Show which demands of recent tasks the personas cover',
    responses: { 200: { description: 'Coverage and gaps', schema: coverageSchema } },
    async handle({ deps }) {
      const report = await readPersonaCoverage(deps);
      const capabilities = report.capabilities.map((each) => ({
        ...presentCoverage(each),
        agents_with_capability: each.agentsWithCapability,
      }));
      return { status: 200, body: { task_types: report.taskTypes.map(presentCoverage), capabilities, gaps: report.gaps } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/personas/analytics',
    role: 'viewer',
    tag: 'personas',
    summary: 'Show what was measured of every persona, and what the persona component of routing is worth',
    responses: { 200: { description: 'Outcomes, styles and ablation', schema: analyticsSchema } },
    async handle({ deps }) {
      const { personas, ablation } = await readPersonaAnalytics(deps);
      return {
        status: 200,
        body: {
          personas: personas.map(({ id, name, agents, outcomes, byTaskType, style }) => ({
            ...{ id, name, agents, outcomes: presentOutcomes(outcomes), style: presentStyle(style) },
            by_task_type: byTaskType.map(({ taskType, ...each }) => ({ task_type: taskType, ...presentOutcomes(each) })),
          })),
          ablation: {
            overall: { lift: presentLift(ablation.overall.lift), contested: ablation.overall.contested },
            by_task_type: ablation.byTaskType.map(({ taskType, ...each }) => ({ task_type: taskType, ...presentAblation(each) })),
          },
        },
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/personas/recommend',
    role: 'viewer',
    tag: 'personas',
    summary: 'Say which personas suit a kind of task',
    body: recommendPersonasSchema,
    responses: { 200: { description: 'Best first', schema: recommendationSchema } },
    errors: ['not_found'],
    async handle({ deps, body }) {
      const found = await recommendPersonas(deps, body);
      return { status: 200, body: { data: found.map(({ personaId, ...rest }) => ({ persona_id: personaId, ...rest })) } };
    },
  }),
];
