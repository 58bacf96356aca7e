import { z } from 'zod';
import { BULK_STATUSES, type BulkRetryView, bulkFilterSchema } from '../../../core/run/bulk-retry.ts';
import { countBulkRetry, listBulkRetries, readBulkRetry, startBulkRetry, stopBulkRetry } from '../../../use-cases/bulk-retries.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const { shape } = bulkFilterSchema;
const filterSchema = z
  .strictObject({
    status: shape.status,
    workflow_id: shape.workflowId,
    created_from: shape.createdFrom,
    created_to: shape.createdTo,
    text: shape.text,
    retried_too: shape.retriedToo.describe('Also runs that somebody retried already'),
  })
  .describe('Ended runs only; without more, those that failed or were cancelled and were not retried');

const time = z.iso.datetime();
const bulkRetrySchema = z
  .object({
    id: z.string(),
    filter: z.unknown(),
    newest_version: z.boolean(),
    status: z.enum(BULK_STATUSES),
    total: z.number(),
    started: z.number(),
    refused: z.number().describe('Runs that could not be begun'),
    faults: z.array(z.object({ run_id: z.string(), message: z.string() })).describe('The first reasons, at most 20'),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    finished_at: time.nullable(),
  })
  .meta({ id: 'BulkRetry' });

function present(bulk: BulkRetryView): z.input<typeof bulkRetrySchema> {
  const { workflowId, createdFrom, createdTo, retriedToo, ...rest } = bulk.filter;
  return {
    id: bulk.id,
    filter: { ...rest, workflow_id: workflowId, created_from: createdFrom, created_to: createdTo, retried_too: retriedToo },
    newest_version: bulk.newest,
    status: bulk.status,
    total: bulk.total,
    started: bulk.started,
    refused: bulk.refused,
    faults: bulk.faults.map(({ runId, fault }) => ({ run_id: runId, message: fault })),
    created_by: bulk.createdBy,
    created_by_name: bulk.createdByName,
    created_at: bulk.createdAt.toISOString(),
    finished_at: bulk.finishedAt?.toISOString() ?? null,
  };
}

const params = z.strictObject({ id: uuid });
const ok = { 200: { description: 'The bulk retry', schema: bulkRetrySchema } } as const;

export const bulkRetryRoutes = [
  defineRoute({
    method: 'POST',
    path: '/bulk-retries',
    role: 'operator',
    tag: 'runs',
    summary: 'Retry every ended run that a filter means, in batches; or count them',
    body: z.strictObject({
      filter: filterSchema.prefault({}),
      newest_version: z.boolean().default(false).describe('Run the newest version of each workflow instead of the one that ran'),
      dry_run: z.boolean().default(false),
    }),
    responses: {
      200: { description: 'With dry_run: how many runs it would be about', schema: z.object({ runs: z.number(), most: z.number() }) },
      202: { description: 'It has begun', schema: bulkRetrySchema },
    },
    async handle({ deps, body, principal }) {
      const { workflow_id: workflowId, created_from: createdFrom, created_to: createdTo, retried_too: retriedToo, ...rest } = body.filter;
      const request = { filter: { ...rest, workflowId, createdFrom, createdTo, retriedToo }, newest: body.newest_version };
      if (body.dry_run) return { status: 200, body: await countBulkRetry(deps, request) };
      return { status: 202, body: present(await startBulkRetry(deps, request, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/bulk-retries',
    role: 'viewer',
    tag: 'runs',
    summary: 'List bulk retries, newest first',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of bulk retries', schema: pageOf(bulkRetrySchema) } },
    async handle({ deps, query }) {
      const page = await listBulkRetries(deps, { ...query, act: 'retry' });
      return { status: 200, body: { data: page.data.map(present), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/bulk-retries/{id}',
    role: 'viewer',
    tag: 'runs',
    summary: 'Show how far a bulk retry is',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: present(await readBulkRetry(deps, id, 'retry')) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/bulk-retries/{id}/abort',
    role: 'operator',
    tag: 'runs',
    summary: 'Stop a bulk retry before its next batch; runs begun by then stay',
    params,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      await readBulkRetry(deps, id, 'retry');
      return { status: 200, body: present(await stopBulkRetry(deps, id, principal)) };
    },
  }),
];
