import { z } from 'zod';
import { auditFilterSchema, listAudit } from '../../../use-cases/list-audit.ts';
import { EVENT_GROUPS, listFleetEvents, listFleetEventsSchema } from '../../../use-cases/list-fleet-events.ts';
import { verifyAudit } from '../../../use-cases/verify-audit.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery } from '../page.ts';
import { presentEvent } from './present-run.ts';

const auditEntry = z
  .object({
    seq: z.string(),
    at: z.iso.datetime(),
    actor: z.string(),
    actor_name: z.string(),
    action: z.string(),
    subject: z.string(),
    subject_name: z.string().nullable().describe('Of a person, key, agent, run or task'),
    subject_place: z.string().nullable().describe('The page it is on'),
    detail: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });

const auditChain = z
  .object({
    whole: z.boolean(),
    entries: z.number().int().describe('How many follow from one another, from the first on'),
    broken_at: z.string().nullable().describe('The seq of the first entry that does not follow'),
    last_hash: z.string().describe('Of the last entry that follows; noted elsewhere, it shows whether later ones were taken away'),
  })
  .meta({ id: 'AuditChain' });

const fleetEvent = z
  .object({
    seq: z.number(),
    type: z.string(),
    at: z.iso.datetime(),
    run_id: z.string(),
    run_name: z.string(),
    id: z.string().nullable().describe('Of the task'),
    task_id: z.string().nullable(),
    attempt_id: z.string().nullable(),
    data: z.unknown(),
  })
  .meta({ id: 'FleetEvent' });

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A seq: a whole number that fits a bigint. */
const seq = z.string().regex(/^\d{1,18}$/, 'must be a next_cursor of this list');

export const auditRoutes = [
  defineRoute({
    method: 'GET',
    path: '/audit',
    role: 'viewer',
    tag: 'access',
    summary: 'List what people and keys did, newest first',
    query: z.strictObject({
      ...pageQuery,
      ...auditFilterSchema.shape,
      after: seq.optional(),
      from: moment.optional(),
      to: moment.optional(),
    }),
    responses: { 200: { description: 'A page of entries', schema: pageOf(auditEntry) } },
    async handle({ deps, query }) {
      const { data, nextCursor } = await listAudit(deps, query);
      const present = ({ prevHash, at, actorName, subjectName, subjectPlace, ...row }: (typeof data)[number]) => ({
        ...row,
        actor_name: actorName,
        subject_name: subjectName,
        subject_place: subjectPlace,
        at: at.toISOString(),
        prev_hash: prevHash,
      });
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/audit/chain',
    role: 'admin',
    tag: 'access',
    summary: 'Walk the whole chain of entries and tell whether it is whole',
    responses: { 200: { description: 'What was found', schema: auditChain } },
    async handle({ deps }) {
      const { entries, brokenAt, lastHash } = await verifyAudit(deps);
      return { status: 200, body: { whole: brokenAt === null, entries, broken_at: brokenAt, last_hash: lastHash } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/activity/events',
    role: 'viewer',
    tag: 'runs',
    summary: 'List what happened in all runs, newest first',
    query: z.strictObject({
      ...pageQuery,
      group: z.enum(EVENT_GROUPS).optional(),
      type: listFleetEventsSchema.shape.type,
      before: moment.optional(),
    }),
    responses: {
      200: {
        description: 'A page of events; it may be short, or empty, and still have a next one',
        schema: pageOf(fleetEvent).extend({ looked_to: z.iso.datetime().nullable().describe('Null: to the beginning') }),
      },
    },
    async handle({ deps, query }) {
      const { data, nextCursor, lookedTo } = await listFleetEvents(deps, query);
      const present = ({ runName, ...event }: (typeof data)[number]) => ({ ...presentEvent(event), run_name: runName });
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor, looked_to: lookedTo?.toISOString() ?? null } };
    },
  }),
];
