import { z } from 'zod';
import { MalformedError } from '../../../core/errors.ts';
import { attachmentHeader, servedMediaType } from '../../../core/run/artifact-view.ts';
import type { EventView } from '../../../core/run/event-view.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { plainName } from '../../../core/workflow/definition.ts';
import { listArtifacts } from '../../../use-cases/list-artifacts.ts';
import { listRunCheckpoints } from '../../../use-cases/list-run-checkpoints.ts';
import { listRunTasks } from '../../../use-cases/list-run-tasks.ts';
import { listRuns } from '../../../use-cases/list-runs.ts';
import { watchRunEvents } from '../../../use-cases/open-live-stream.ts';
import { readArtifact } from '../../../use-cases/read-artifact.ts';
import { readRun } from '../../../use-cases/read-run.ts';
import { readRunTimeline } from '../../../use-cases/read-run-timeline.ts';
import { defineRoute } from '../define-route.ts';
import { eventWriter, streamEvents } from '../event-stream.ts';
import { pageOf, pageQuery, queryInteger, uuid } from '../page.ts';
import {
  artifactSchema,
  checkpointsSchema,
  presentArtifact,
  presentCheckpoints,
  presentEvent,
  presentRun,
  presentRunSummary,
  presentTimelineRow,
  runSchema,
  runSummarySchema,
  timelineRowSchema,
} from './present-run.ts';
import { presentTaskSummary, taskSummarySchema } from './present-task.ts';

const params = z.strictObject({ id: uuid });
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** One status, or several with commas between. */
const statuses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(RUN_STATUSES)).max(RUN_STATUSES.length));
/** Tasks come in larger pages than other things: a graph wants all of them. */
const taskQuery = z.strictObject({ ...pageQuery, limit: queryInteger(1, 1_000).default(200) });

function lastSeen(header: string | null): number {
  if (header === null || header === '') return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  throw new MalformedError('Last-Event-ID takes the id of an event of this stream');
}

const writeEvent = eventWriter((event: EventView) => ({ id: event.seq, type: event.type, data: presentEvent(event) }));

export const runRoutes = [
  defineRoute({
    method: 'GET',
    path: '/runs',
    role: 'viewer',
    tag: 'runs',
    summary: 'List runs, newest first',
    query: z.strictObject({
      ...pageQuery,
      status: statuses.optional(),
      workflow_id: plainName.optional(),
      created_from: time.optional(),
      created_to: time.optional(),
      ended_from: time.optional(),
      ended_to: time.optional(),
      text: plainName.optional(),
      needs_person: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
    }),
    responses: { 200: { description: 'A page of runs', schema: pageOf(runSummarySchema) } },
    async handle({ deps, query }) {
      const {
        workflow_id: workflowId,
        created_from: createdFrom,
        created_to: createdTo,
        ended_from: endedFrom,
        ended_to: endedTo,
        needs_person: needsPerson,
        ...rest
      } = query;
      const page = await listRuns(deps, { ...rest, workflowId, createdFrom, createdTo, endedFrom, endedTo, needsPerson });
      return { status: 200, body: { data: page.data.map(presentRunSummary), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}',
    role: 'viewer',
    tag: 'runs',
    summary: 'Show a run',
    params,
    responses: { 200: { description: 'The run', schema: runSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentRun(await readRun(deps, id)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/tasks',
    role: 'viewer',
    tag: 'runs',
    summary: 'List the tasks of a run with every attempt',
    params,
    query: taskQuery,
    responses: { 200: { description: 'A page of tasks', schema: pageOf(taskSummarySchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const page = await listRunTasks(deps, { runId: id, ...query });
      return { status: 200, body: { data: page.data.map(presentTaskSummary), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/timeline',
    role: 'viewer',
    tag: 'runs',
    summary: 'List when each task was queued, assigned and running',
    params,
    query: taskQuery,
    responses: { 200: { description: 'A page of tasks', schema: pageOf(timelineRowSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const page = await readRunTimeline(deps, { runId: id, ...query });
      return { status: 200, body: { data: page.data.map(presentTimelineRow), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/checkpoints',
    role: 'viewer',
    tag: 'runs',
    summary: 'List the checkpoints of a run, newest first: each can be forked from',
    params,
    responses: { 200: { description: 'At most a hundred checkpoints', schema: checkpointsSchema } },
    errors: ['not_found'],
    handle: async ({ deps, params: { id } }) => ({ status: 200, body: presentCheckpoints(await listRunCheckpoints(deps, id)) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/events',
    role: 'viewer',
    tag: 'runs',
    summary: 'Stream the events of a run from its first, or from after Last-Event-ID; ends with the run',
    params,
    responses: { 200: { description: 'Server-sent events, numbered without gaps', contentType: 'text/event-stream' } },
    errors: ['not_found', 'rate_limited'],
    async handle({ deps, params: { id }, lastEventId, signal, principal }) {
      const gone = new AbortController();
      const caller = { principal, signal: AbortSignal.any([signal, gone.signal]) };
      const events = await watchRunEvents(deps, { runId: id, after: lastSeen(lastEventId) }, caller);
      return { raw: streamEvents({ source: events, write: writeEvent, onCancel: () => gone.abort(), signal }) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/artifacts',
    role: 'viewer',
    tag: 'artifacts',
    summary: 'List the files that a run made',
    params,
    query: z.strictObject({ ...pageQuery, task: uuid.optional() }),
    responses: { 200: { description: 'A page of artifacts', schema: pageOf(artifactSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query: { task, ...page } }) {
      const { data, nextCursor } = await listArtifacts(deps, { runId: id, taskId: task, ...page });
      return { status: 200, body: { data: data.map(presentArtifact), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/artifacts/{id}/content',
    role: 'viewer',
    tag: 'artifacts',
    summary: 'Download an artifact',
    params,
    responses: { 200: { description: 'The bytes, always as an attachment', contentType: 'application/octet-stream' } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const { content, name, mediaType, sha256 } = await readArtifact(deps, id);
      const headers = {
        'content-type': servedMediaType(mediaType),
        'content-disposition': attachmentHeader(name),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
        etag: `"${sha256}"`,
      };
      return { raw: new Response(new Uint8Array(content), { headers }) };
    },
  }),
];
