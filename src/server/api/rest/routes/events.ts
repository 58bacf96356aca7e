import { z } from 'zod';
import { eventNameSchema } from '../../../core/workflow/control-task.ts';
import { listEvents } from '../../../use-cases/list-events.ts';
import { receiveEvent, receiveEventSchema } from '../../../use-cases/receive-event.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery } from '../page.ts';

export const receivedEventSchema = z.object({
  event_id: z.string(),
  ended: z.number().describe('Waiting tasks that it ended'),
  started: z.number().describe('Schedules that start a run for it'),
  kept: z.boolean().describe('Nobody waited for it: for a day, it ends the first wait that comes for it'),
});

const eventSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    key: z.string().nullable(),
    payload: z.unknown(),
    source: z.string(),
    received_at: z.iso.datetime(),
    ended: z.number(),
    kept: z.boolean(),
  })
  .meta({ id: 'OutsideEvent' });

export const eventRoutes = [
  defineRoute({
    method: 'POST',
    path: '/events/{name}',
    role: 'operator',
    tag: 'events',
    summary: 'Send an event to the tasks that wait for it',
    params: z.strictObject({ name: eventNameSchema }),
    body: receiveEventSchema,
    responses: { 202: { description: 'What it did', schema: receivedEventSchema } },
    async handle({ deps, params: { name }, body, principal }) {
      const { id, ended, started, kept } = await receiveEvent(deps, { ...body, name }, principal);
      return { status: 202, body: { event_id: id, ended, started, kept } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/events',
    role: 'viewer',
    tag: 'events',
    summary: 'List events from outside of the last day, newest first',
    query: z.strictObject({ ...pageQuery, name: eventNameSchema.optional() }),
    responses: { 200: { description: 'A page of events', schema: pageOf(eventSchema) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listEvents(deps, query);
      const present = ({ receivedAt, sourceName: _, ...event }: (typeof data)[number]) => ({
        ...event,
        received_at: receivedAt.toISOString(),
      });
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
];
