import { z } from 'zod';
import {
  CATCH_UPS,
  changeScheduleSchema,
  createScheduleSchema,
  FIRE_STATUSES,
  OVERLAPS,
  type ScheduleView,
  timeZoneSchema,
} from '../../../core/trigger/schedule.ts';
import {
  changeSchedule,
  createSchedule,
  listFires,
  listSchedules,
  previewSchedule,
  readSchedule,
  removeSchedule,
} from '../../../use-cases/schedules.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();
const params = z.strictObject({ id: uuid });

const scheduleSchema = z
  .object({
    id: z.string(),
    workflow_id: z.string(),
    name: z.string(),
    rule: z.unknown(),
    timezone: z.string(),
    input: z.unknown(),
    overlap: z.enum(OVERLAPS),
    catch_up: z.enum(CATCH_UPS),
    max_catch_up: z.number(),
    paused: z.boolean(),
    next_at: time.nullable(),
    last_at: time.nullable(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Schedule' });
const detailSchema = scheduleSchema.extend({ preview: z.array(time).describe('The next ten times') });

const fireSchema = z
  .object({
    id: z.string().describe('Also the id of the run, where one was started'),
    planned_at: time,
    status: z.enum(FIRE_STATUSES),
    reason: z.string().nullable(),
    decided_at: time.nullable(),
  })
  .meta({ id: 'ScheduleFire' });

const present = (row: ScheduleView): z.input<typeof scheduleSchema> => ({
  id: row.id,
  workflow_id: row.workflowId,
  name: row.name,
  rule: row.rule,
  timezone: row.timezone,
  input: row.input,
  overlap: row.overlap,
  catch_up: row.catchUp,
  max_catch_up: row.maxCatchUp,
  paused: row.paused,
  next_at: row.nextAt?.toISOString() ?? null,
  last_at: row.lastAt?.toISOString() ?? null,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
});

export const scheduleRoutes = [
  defineRoute({
    method: 'GET',
    path: '/schedule-preview',
    role: 'viewer',
    tag: 'schedules',
    summary: 'Show the next ten times of a cron expression',
    query: z.strictObject({ expression: z.string().min(1).max(200), timezone: timeZoneSchema.default('UTC') }),
    responses: { 200: { description: 'Times', schema: z.object({ next: z.array(time) }) } },
    errors: ['invalid'],
    async handle({ query: { expression, timezone } }) {
      const next = previewSchedule({ rule: { kind: 'cron', expression }, timezone });
      return { status: 200, body: { next: next.map((date) => date.toISOString()) } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/schedules',
    role: 'viewer',
    tag: 'schedules',
    summary: 'List schedules by name',
    query: z.strictObject({ ...pageQuery, workflow_id: z.string().min(1).max(100).optional() }),
    responses: { 200: { description: 'A page of schedules', schema: pageOf(scheduleSchema) } },
    async handle({ deps, query: { workflow_id, ...page } }) {
      const { data, nextCursor } = await listSchedules(deps, { ...page, workflowId: workflow_id });
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/schedules',
    role: 'operator',
    tag: 'schedules',
    summary: 'Create a schedule',
    body: createScheduleSchema,
    responses: { 201: { description: 'The schedule', schema: scheduleSchema } },
    errors: ['not_found'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: present(await createSchedule(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/schedules/{id}',
    role: 'viewer',
    tag: 'schedules',
    summary: 'Read one schedule with its next ten times',
    params,
    responses: { 200: { description: 'The schedule', schema: detailSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const { preview, ...row } = await readSchedule(deps, id);
      return { status: 200, body: { ...present(row), preview: preview.map((date) => date.toISOString()) } };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/schedules/{id}',
    role: 'operator',
    tag: 'schedules',
    summary: 'Change, pause or resume a schedule',
    params,
    body: changeScheduleSchema,
    responses: { 200: { description: 'The schedule', schema: scheduleSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: present(await changeSchedule(deps, { id, change: body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/schedules/{id}',
    role: 'operator',
    tag: 'schedules',
    summary: 'Remove a schedule; runs that it started stay',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeSchedule(deps, id, principal);
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/schedules/{id}/fires',
    role: 'viewer',
    tag: 'schedules',
    summary: "List what came of a schedule's occurrences, newest first",
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of occurrences', schema: pageOf(fireSchema) } },
    async handle({ deps, params: { id }, query }) {
      const { data, nextCursor } = await listFires(deps, { ...query, id });
      const body = data.map(({ plannedAt, decidedAt, ...fire }) => ({
        ...fire,
        planned_at: plannedAt.toISOString(),
        decided_at: decidedAt?.toISOString() ?? null,
      }));
      return { status: 200, body: { data: body, next_cursor: nextCursor } };
    },
  }),
];
