import { z } from 'zod';
import type { QueuePause, QueueView } from '../../../core/fleet/queue-view.ts';
import { WAIT_REASONS } from '../../../core/task/state.ts';
import { listSchedulers } from '../../../use-cases/list-schedulers.ts';
import { pauseQueue, queuePauseSchema, resumeQueue } from '../../../use-cases/pause-queue.ts';
import { readQueues } from '../../../use-cases/read-queues.ts';
import { defineRoute } from '../define-route.ts';

const time = z.iso.datetime();

const pauseSchema = z
  .object({ paused: z.boolean(), reason: z.string().nullable(), by: z.string().nullable(), since: time.nullable() })
  .meta({ id: 'QueuePause' });

const queueSchema = z
  .object({
    pause: pauseSchema,
    waiting_tasks: z.number(),
    complete: z.boolean().describe('False: more wait than were counted'),
    assigned: z.number().describe('Given out and not begun'),
    running: z.number(),
    given_out_per_minute: z.number(),
    ended_per_minute: z.number(),
    wait_p50_ms: z.number().nullable().describe('From ready to assigned, of the first attempts of the last five minutes'),
    wait_p95_ms: z.number().nullable(),
    wait_samples: z.number(),
    processes: z.array(
      z.object({
        id: z.string(),
        host: z.string(),
        pid: z.number(),
        version: z.string(),
        slots: z.number(),
        running: z.number(),
        started_at: time,
      }),
    ),
    groups: z.array(
      z.object({
        reason: z.enum([...WAIT_REASONS, 'queued']),
        detail: z.string().nullable(),
        required_capabilities: z.array(z.string()),
        tasks: z.number(),
        runs: z.number(),
        oldest_at: time,
        oldest_run_id: z.string(),
      }),
    ),
  })
  .meta({ id: 'Queue' });

const schedulersSchema = z
  .object({
    read_at: time,
    duties: z.array(
      z.object({ name: z.string(), every_ms: z.number(), last_at: time.nullable(), next_at: time.nullable(), overdue: z.boolean() }),
    ),
    schedules: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          workflow_id: z.string(),
          last_at: time.nullable(),
          next_at: time,
          overdue: z.boolean(),
        }),
      )
      .describe('The next to come'),
  })
  .meta({ id: 'Schedulers' });

const presentPause = (pause: QueuePause | null) => ({
  paused: pause !== null,
  reason: pause?.reason ?? null,
  by: pause?.byName ?? null,
  since: pause?.since.toISOString() ?? null,
});

const presentQueue = ({ paused, flow, processes, groups, complete, tasks, assigned, running }: QueueView) => ({
  pause: presentPause(paused),
  waiting_tasks: tasks,
  complete,
  assigned,
  running,
  given_out_per_minute: flow.givenOut,
  ended_per_minute: flow.ended,
  wait_p50_ms: flow.waitP50Ms,
  wait_p95_ms: flow.waitP95Ms,
  wait_samples: flow.waits,
  processes: processes.map(({ startedAt, ...process }) => ({ ...process, started_at: startedAt.toISOString() })),
  groups: groups.map(({ capabilities, oldestAt, oldestRunId, ...group }) => ({
    ...group,
    required_capabilities: capabilities,
    oldest_at: oldestAt.toISOString(),
    oldest_run_id: oldestRunId,
  })),
});

export const queueRoutes = [
  defineRoute({
    method: 'GET',
    path: '/queues',
    role: 'viewer',
    tag: 'queues',
    summary: 'Tell what waits, why, how fast it goes and who takes from it',
    responses: { 200: { description: 'The queue', schema: queueSchema } },
    async handle({ deps }) {
      return { status: 200, body: presentQueue(await readQueues(deps)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/queues/schedulers',
    role: 'viewer',
    tag: 'queues',
    summary: 'Tell what happens by itself: when it was last, comes next, and whether it is late',
    responses: { 200: { description: 'Duties of the fleet and the next schedules', schema: schedulersSchema } },
    async handle({ deps }) {
      const { readAt, duties, schedules } = await listSchedulers(deps);
      const body = {
        read_at: readAt.toISOString(),
        duties: duties.map(({ name, everyMs, lastAt, nextAt, overdue }) => ({
          name,
          every_ms: everyMs,
          last_at: lastAt?.toISOString() ?? null,
          next_at: nextAt?.toISOString() ?? null,
          overdue,
        })),
        schedules: schedules.map(({ id, name, workflowId, lastAt, nextAt, overdue }) => ({
          id,
          name,
          workflow_id: workflowId,
          last_at: lastAt?.toISOString() ?? null,
          next_at: nextAt.toISOString(),
          overdue,
        })),
      };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/queues/pause',
    role: 'admin',
    tag: 'queues',
    summary: 'Give out nothing more; what runs goes on',
    body: queuePauseSchema,
    responses: { 200: { description: 'The state after it', schema: pauseSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 200, body: presentPause(await pauseQueue(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/queues/resume',
    role: 'admin',
    tag: 'queues',
    summary: 'Give out what waits again',
    body: queuePauseSchema,
    responses: { 200: { description: 'The state after it', schema: pauseSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 200, body: presentPause(await resumeQueue(deps, body, principal)) };
    },
  }),
];
