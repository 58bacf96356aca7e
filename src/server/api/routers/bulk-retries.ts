import { z } from 'zod';
import {
  bulkCancelSchema,
  bulkRetrySchema,
  countBulkCancel,
  countBulkRetry,
  listBulkRetries,
  readBulkRetry,
  startBulkCancel,
  startBulkRetry,
  stopBulkRetry,
} from '../../use-cases/bulk-retries.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });

export const bulkRetriesRouter = router({
  list: viewerProcedure.input(pageInput).query(({ ctx, input }) => listBulkRetries(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readBulkRetry(ctx.deps, input.id)),
  count: viewerProcedure.input(bulkRetrySchema).query(({ ctx, input }) => countBulkRetry(ctx.deps, input)),
  start: operatorProcedure.input(bulkRetrySchema).mutation(({ ctx, input }) => startBulkRetry(ctx.deps, input, ctx.principal)),
  countCancel: viewerProcedure.input(bulkCancelSchema).query(({ ctx, input }) => countBulkCancel(ctx.deps, input)),
  startCancel: operatorProcedure.input(bulkCancelSchema).mutation(({ ctx, input }) => startBulkCancel(ctx.deps, input, ctx.principal)),
  abort: operatorProcedure.input(byId).mutation(({ ctx, input }) => stopBulkRetry(ctx.deps, input.id, ctx.principal)),
});
