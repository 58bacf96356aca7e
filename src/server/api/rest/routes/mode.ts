import { z } from 'zod';
import { ORCHESTRATION_MODES } from '../../../core/mode/orchestration-mode.ts';
import { type ModeView, switchMode, switchModeSchema, viewMode } from '../../../use-cases/orchestration-mode.ts';
import { defineRoute } from '../define-route.ts';

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const settingsSchema = z.object({
  routing: z.string().nullable().describe('Strategy of tasks that leave the choice to the house; null: as they are'),
  balancing: z.string(),
  exploring: z.boolean(),
  shadowing: z.boolean().describe('Whether a routing model in the shadow decides every task too'),
  hedging: z.boolean(),
  scaling_ahead: z.boolean(),
  shed_above: z.number().nullable(),
  act_above: z.number().nullable(),
});

const modeSchema = z
  .object({
    mode: z.enum(ORCHESTRATION_MODES),
    environment: z.enum(ORCHESTRATION_MODES).describe('What counts where nobody chose'),
    chosen: z.object({ by: z.string().nullable(), reason: z.string(), at: z.iso.datetime() }).nullable(),
    settings: settingsSchema,
    modes: z.array(
      z.object({
        mode: z.enum(ORCHESTRATION_MODES),
        changes: z.array(z.object({ name: settingsSchema.keyof(), from: valueSchema, to: valueSchema })),
      }),
    ),
  })
  .meta({ id: 'OrchestrationMode' });

const NAMES = {
  routing: 'routing',
  balancing: 'balancing',
  exploring: 'exploring',
  shadowing: 'shadowing',
  hedging: 'hedging',
  scalingAhead: 'scaling_ahead',
  shedAbove: 'shed_above',
  actAbove: 'act_above',
} as const;

const present = ({ mode, environment, chosen, settings, modes }: ModeView) => {
  const { scalingAhead, shedAbove, actAbove, ...same } = settings;
  return {
    ...{ mode, environment },
    chosen: chosen && { by: chosen.byName, reason: chosen.reason, at: chosen.at.toISOString() },
    settings: { ...same, scaling_ahead: scalingAhead, shed_above: shedAbove, act_above: actAbove },
    modes: modes.map((each) => ({ mode: each.mode, changes: each.changes.map(({ name, from, to }) => ({ name: NAMES[name], from, to })) })),
  };
};

export const modeRoutes = [
  defineRoute({
    method: 'GET',
    path: '/orchestration-mode',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Show the orchestration mode and what each other would change',
    responses: { 200: { description: 'The mode', schema: modeSchema } },
    async handle({ deps }) {
      return { status: 200, body: present(await viewMode(deps)) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/orchestration-mode',
    role: 'admin',
    tag: 'metrics',
    summary: 'Switch the orchestration mode; null gives the choice back to the environment',
    body: switchModeSchema,
    responses: { 200: { description: 'The mode after it', schema: modeSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 200, body: present(await switchMode(deps, body, principal)) };
    },
  }),
];
