import { z } from 'zod';
import {
  changeWebhook,
  changeWebhookSchema,
  createWebhook,
  createWebhookSchema,
  listWebhooks,
  removeWebhook,
  rotateWebhook,
} from '../../use-cases/webhooks.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });

export const webhooksRouter = router({
  list: viewerProcedure.input(pageInput).query(({ ctx, input }) => listWebhooks(ctx.deps, input)),
  /** The secret is in this answer only, as in that of `rotate`. */
  create: adminProcedure.input(createWebhookSchema).mutation(({ ctx, input }) => createWebhook(ctx.deps, input, ctx.principal)),
  change: adminProcedure
    .input(byId.extend({ change: changeWebhookSchema }))
    .mutation(({ ctx, input }) => changeWebhook(ctx.deps, input, ctx.principal)),
  rotate: adminProcedure.input(byId).mutation(({ ctx, input }) => rotateWebhook(ctx.deps, input.id, ctx.principal)),
  remove: adminProcedure.input(byId).mutation(({ ctx, input }) => removeWebhook(ctx.deps, input.id, ctx.principal)),
});
