import { z } from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import type { WebhookInfo } from '../../../db/webhooks.ts';
import { receiveWebhook } from '../../../use-cases/receive-webhook.ts';
import {
  changeWebhook,
  changeWebhookSchema,
  createWebhook,
  createWebhookSchema,
  listWebhooks,
  removeWebhook,
  rotateWebhook,
} from '../../../use-cases/webhooks.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import { REST_BASE } from '../rest-base.ts';
import { receivedEventSchema } from './events.ts';

/** Bytes of a delivery: anybody may send one. */
const DELIVERY_LIMIT = 262_144;

const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    path: z.string().describe('Where others post to'),
    event: z.string(),
    key_path: z.string().nullable(),
    active: z.boolean(),
    created_by: z.string(),
    created_at: z.iso.datetime(),
    received_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Webhook' });
const madeSchema = webhookSchema.extend({
  secret: z.string().nullable().describe('Shown this once; null when the answer is a repeated one (Idempotency-Key)'),
});

const present = (row: WebhookInfo) => ({
  id: row.id,
  name: row.name,
  path: `${REST_BASE}/hooks/${row.id}`,
  event: row.event,
  key_path: row.keyPath,
  active: row.active,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  received_at: row.receivedAt?.toISOString() ?? null,
});
const params = z.strictObject({ id: uuid });
const forgetSecret = (body: unknown) => ({ ...(body as z.input<typeof madeSchema>), secret: null });

export const webhookRoutes = [
  defineRoute({
    method: 'POST',
    path: '/hooks/{id}',
    role: 'public',
    tag: 'events',
    summary: 'Deliver an event, signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature)',
    params,
    body: z.json(),
    bodyLimit: DELIVERY_LIMIT,
    responses: {
      202: {
        description: 'Taken; a repeated webhook-id changes nothing',
        schema: receivedEventSchema.partial().extend({ duplicate: z.boolean() }),
      },
    },
    errors: ['not_found', 'unauthenticated'],
    async handle({ deps, params: { id }, wire, body }) {
      const { duplicate, event } = await receiveWebhook(deps, { webhookId: id, ...wire, payload: body as JsonValue });
      const taken = event === null ? {} : { event_id: event.id, ended: event.ended, started: event.started, kept: event.kept };
      return { status: 202, body: { duplicate, ...taken } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/webhooks',
    role: 'viewer',
    tag: 'events',
    summary: 'List webhooks by name',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of webhooks', schema: pageOf(webhookSchema) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listWebhooks(deps, query);
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/webhooks',
    role: 'admin',
    tag: 'events',
    summary: 'Create a webhook',
    body: createWebhookSchema,
    responses: { 201: { description: 'The webhook, with its secret', schema: madeSchema } },
    errors: ['conflict'],
    storedBody: forgetSecret,
    async handle({ deps, body, principal }) {
      const made = await createWebhook(deps, body, principal);
      return { status: 201, body: { ...present(made), secret: made.secret } };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/webhooks/{id}',
    role: 'admin',
    tag: 'events',
    summary: 'Change what a webhook brings, or close it',
    params,
    body: changeWebhookSchema,
    responses: { 200: { description: 'The webhook', schema: webhookSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: present(await changeWebhook(deps, { id, change: body }, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/webhooks/{id}/rotate',
    role: 'admin',
    tag: 'events',
    summary: 'Give a webhook a new secret',
    params,
    responses: { 200: { description: 'The webhook, with its secret', schema: madeSchema } },
    errors: ['not_found'],
    storedBody: forgetSecret,
    async handle({ deps, params: { id }, principal }) {
      const made = await rotateWebhook(deps, id, principal);
      return { status: 200, body: { ...present(made), secret: made.secret } };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/webhooks/{id}',
    role: 'admin',
    tag: 'events',
    summary: 'Remove a webhook',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeWebhook(deps, id, principal);
      return { status: 204 };
    },
  }),
];
