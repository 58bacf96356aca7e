import { z } from 'zod';
import { BULK_STATUSES, type BulkRetryView, bulkCancelFilterSchema } from '../../../core/run/bulk-retry.ts';
import {
  bulkCancelSchema,
  countBulkCancel,
  listBulkRetries,
  readBulkRetry,
  startBulkCancel,
  stopBulkRetry,
} from '../../../use-cases/bulk-retries.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const { shape } = bulkCancelFilterSchema;
const filterSchema = z
  .strictObject({
    status: shape.status,
    workflow_id: shape.workflowId,
    created_from: shape.createdFrom,
    created_to: shape.createdTo,
    text: shape.text,
  })
  .describe('Runs that go on; without more, all of them');

const time = z.iso.datetime();
const bulkCancelView = z
  .object({
    id: z.string(),
    filter: z.unknown(),
    reason: z.string().nullable(),
    status: z.enum(BULK_STATUSES),
    total: z.number(),
    cancelled: z.number(),
    refused: z.number().describe('Runs that had ended otherwise by then'),
    faults: z.array(z.object({ run_id: z.string(), message: z.string() })).describe('The first reasons, at most 20'),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    finished_at: time.nullable(),
  })
  .meta({ id: 'BulkCancel' });

function present(bulk: BulkRetryView): z.input<typeof bulkCancelView> {
  const { workflowId, createdFrom, createdTo, retriedToo: _, ...rest } = bulk.filter;
  return {
    id: bulk.id,
    filter: { ...rest, workflow_id: workflowId, created_from: createdFrom, created_to: createdTo },
    reason: bulk.reason,
    status: bulk.status,
    total: bulk.total,
    cancelled: bulk.started,
    refused: bulk.refused,
    faults: bulk.faults.map(({ runId, fault }) => ({ run_id: runId, message: fault })),
    created_by: bulk.createdBy,
    created_by_name: bulk.createdByName,
    created_at: bulk.createdAt.toISOString(),
    finished_at: bulk.finishedAt?.toISOString() ?? null,
  };
}

const params = z.strictObject({ id: uuid });
const ok = { 200: { description: 'The bulk cancel', schema: bulkCancelView } } as const;

export const bulkCancelRoutes = [
  defineRoute({
    method: 'POST',
    path: '/bulk-cancels',
    role: 'operator',
    tag: 'runs',
    summary: 'Cancel every run that goes on and that a filter means, in batches; or count them',
    body: z.strictObject({ filter: filterSchema.prefault({}), reason: bulkCancelSchema.shape.reason, dry_run: z.boolean().default(false) }),
    responses: {
      200: { description: 'With dry_run: how many runs it would be about', schema: z.object({ runs: z.number(), most: z.number() }) },
      202: { description: 'It has begun', schema: bulkCancelView },
    },
    async handle({ deps, body, principal }) {
      const { workflow_id: workflowId, created_from: createdFrom, created_to: createdTo, ...rest } = body.filter;
      const request = { filter: { ...rest, workflowId, createdFrom, createdTo }, reason: body.reason };
      if (body.dry_run) return { status: 200, body: await countBulkCancel(deps, request) };
      return { status: 202, body: present(await startBulkCancel(deps, request, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/bulk-cancels',
    role: 'viewer',
    tag: 'runs',
    summary: 'List bulk cancels, newest first',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of bulk cancels', schema: pageOf(bulkCancelView) } },
    async handle({ deps, query }) {
      const page = await listBulkRetries(deps, { ...query, act: 'cancel' });
      return { status: 200, body: { data: page.data.map(present), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/bulk-cancels/{id}',
    role: 'viewer',
    tag: 'runs',
    summary: 'Show how far a bulk cancel is',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: present(await readBulkRetry(deps, id, 'cancel')) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/bulk-cancels/{id}/abort',
    role: 'operator',
    tag: 'runs',
    summary: 'Stop a bulk cancel before its next batch; runs cancelled by then stay cancelled',
    params,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      await readBulkRetry(deps, id, 'cancel');
      return { status: 200, body: present(await stopBulkRetry(deps, id, principal)) };
    },
  }),
];
