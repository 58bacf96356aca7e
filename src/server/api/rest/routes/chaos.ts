import { z } from 'zod';
import { injectFaultSchema } from '../../../core/chaos/asked-fault.ts';
import { CHAOS_FAULTS, type InjectionView } from '../../../core/chaos/injection.ts';
import { endInjection } from '../../../use-cases/end-injection.ts';
import { injectFault } from '../../../use-cases/inject-fault.ts';
import { listInjections } from '../../../use-cases/list-injections.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();

const injectionSchema = z
  .object({
    id: z.string(),
    agent_id: z.string(),
    agent_name: z.string(),
    fault: z.enum(CHAOS_FAULTS),
    reason: z.string(),
    started_by: z.string(),
    started_by_name: z.string(),
    started_at: time,
    ends_at: time.describe('When it ends by itself'),
    ended_by: z.string().nullable(),
    ended_by_name: z.string().nullable(),
    ended_at: time.nullable().describe('When somebody ended it before its time'),
  })
  .meta({ id: 'ChaosInjection' });

const present = (view: InjectionView): z.input<typeof injectionSchema> => ({
  id: view.id,
  agent_id: view.agentId,
  agent_name: view.agentName,
  fault: view.fault,
  reason: view.reason,
  started_by: view.startedBy,
  started_by_name: view.startedByName,
  started_at: view.startedAt.toISOString(),
  ends_at: view.endsAt.toISOString(),
  ended_by: view.endedBy,
  ended_by_name: view.endedByName,
  ended_at: view.endedAt?.toISOString() ?? null,
});

export const chaosRoutes = [
  defineRoute({
    method: 'POST',
    path: '/chaos/inject',
    role: 'admin',
    tag: 'chaos',
    summary: 'Break a simulated or demo agent for a while',
    body: injectFaultSchema,
    responses: { 201: { description: 'The fault, which ends by itself', schema: injectionSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: present(await injectFault(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/chaos',
    role: 'viewer',
    tag: 'chaos',
    summary: 'List faults that were put into agents, newest first',
    query: z.strictObject({ ...pageQuery }),
    responses: { 200: { description: 'A page of faults', schema: pageOf(injectionSchema) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listInjections(deps, query);
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/chaos/{id}/end',
    role: 'admin',
    tag: 'chaos',
    summary: 'End a fault before its time',
    params: z.strictObject({ id: uuid }),
    responses: { 200: { description: 'The fault', schema: injectionSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: present(await endInjection(deps, id, principal)) };
    },
  }),
];
