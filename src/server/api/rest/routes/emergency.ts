import { z } from 'zod';
import { plainName } from '../../../core/workflow/definition.ts';
import { type EmergencyState, readEmergency, resumeEverything, stopEverything } from '../../../use-cases/emergency-stop.ts';
import { readRecoverySettings, recoverySettingsSchema, saveRecoverySettings } from '../../../use-cases/recovery-settings.ts';
import { defineRoute } from '../define-route.ts';

const stateSchema = z
  .object({
    stopped: z.boolean(),
    reason: z.string().nullable(),
    by: z.string().nullable(),
    since: z.iso.datetime().nullable(),
    calls: z.number().describe('Attempts that are still live'),
  })
  .meta({ id: 'EmergencyState' });

const present = ({ stopped, reason, byName, since, calls }: EmergencyState) => ({
  stopped,
  reason,
  by: byName,
  since: since?.toISOString() ?? null,
  calls,
});

const why = z.strictObject({ reason: plainName });
const settingsSchema = z.strictObject({
  shed_above: recoverySettingsSchema.shape.shedAbove.describe('Ready tasks from which on the least important wait; null: nothing is shed'),
});

export const emergencyRoutes = [
  defineRoute({
    method: 'GET',
    path: '/emergency-stop',
    role: 'viewer',
    tag: 'recovery',
    summary: 'Tell whether everything is stopped',
    responses: { 200: { description: 'The state', schema: stateSchema } },
    async handle({ deps }) {
      return { status: 200, body: present(await readEmergency(deps)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/emergency-stop',
    role: 'admin',
    tag: 'recovery',
    summary: 'Stop everything: nothing is dispatched, every call under way is ended',
    body: why,
    responses: { 200: { description: 'The state after it', schema: stateSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 200, body: present(await stopEverything(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/resume-all',
    role: 'admin',
    tag: 'recovery',
    summary: 'Let everything go on after an emergency stop',
    body: why,
    responses: { 200: { description: 'The state after it', schema: stateSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 200, body: present(await resumeEverything(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/recovery/settings',
    role: 'viewer',
    tag: 'recovery',
    summary: 'Show when load is shed',
    responses: { 200: { description: 'The settings', schema: settingsSchema } },
    async handle({ deps }) {
      return { status: 200, body: { shed_above: (await readRecoverySettings(deps)).shedAbove } };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/recovery/settings',
    role: 'admin',
    tag: 'recovery',
    summary: 'Say when load is shed',
    body: settingsSchema,
    responses: { 200: { description: 'The settings after it', schema: settingsSchema } },
    async handle({ deps, body, principal }) {
      const { shedAbove } = await saveRecoverySettings(deps, { shedAbove: body.shed_above }, principal);
      return { status: 200, body: { shed_above: shedAbove } };
    },
  }),
];
