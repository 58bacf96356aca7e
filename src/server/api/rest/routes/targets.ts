import { z } from 'zod';
import { targetChangesSchema } from '../../../core/metrics/target-values.ts';
import { DIRECTIONS, TARGETS } from '../../../core/metrics/targets.ts';
import { readTargets, saveTargets, type TargetSetting } from '../../../use-cases/target-settings.ts';
import { defineRoute } from '../define-route.ts';

const targetsSchema = z
  .object({
    targets: z.record(
      z.enum(TARGETS),
      z.object({
        value: z.number(),
        direction: z.enum(DIRECTIONS),
        source: z.enum(['here', 'environment', 'mission']).describe('Who says so: an admin, the environment, or the mission'),
        otherwise: z.number().describe('What it is when nobody has set it here'),
      }),
    ),
  })
  .meta({ id: 'Targets' });

type Body = z.input<typeof targetsSchema>;

const present = (settings: readonly TargetSetting[]) => ({
  targets: Object.fromEntries(
    settings.map(({ name, value, direction, source, otherwise }) => [name, { value, direction, source, otherwise }]),
  ) as Body['targets'],
});

export const targetRoutes = [
  defineRoute({
    method: 'GET',
    path: '/performance/targets',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Show what each target is',
    responses: { 200: { description: 'The fourteen', schema: targetsSchema } },
    async handle({ deps }) {
      return { status: 200, body: present(await readTargets(deps)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/performance/targets',
    role: 'admin',
    tag: 'metrics',
    summary: 'Set some targets; null takes a change back',
    body: z.strictObject({ targets: targetChangesSchema }),
    responses: { 200: { description: 'The fourteen after it', schema: targetsSchema } },
    async handle({ deps, body, principal }) {
      return { status: 200, body: present(await saveTargets(deps, body.targets, principal)) };
    },
  }),
];
