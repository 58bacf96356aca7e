import { z } from 'zod';
import { ROLES } from '../../core/access/principal.ts';
import { plainName } from '../../core/workflow/definition.ts';
import { createApiKey } from '../../use-cases/create-api-key.ts';
import { listApiKeys } from '../../use-cases/list-api-keys.ts';
import { revokeApiKey } from '../../use-cases/revoke-api-key.ts';
import { adminProcedure, router } from '../trpc.ts';
import { pageInput } from './page-input.ts';

export const apiKeysRouter = router({
  list: adminProcedure.input(pageInput.extend({ after: z.uuid().optional() })).query(({ ctx, input }) => listApiKeys(ctx.deps, input)),

  /** The key's text is in this answer only. */
  create: adminProcedure
    .input(z.strictObject({ name: plainName, role: z.enum(ROLES), expiresAt: z.date().nullable().default(null) }))
    .mutation(({ ctx, input }) => createApiKey(ctx.deps, input, ctx.principal)),

  revoke: adminProcedure.input(z.strictObject({ id: z.uuid() })).mutation(({ ctx, input }) => revokeApiKey(ctx.deps, input, ctx.principal)),
});
