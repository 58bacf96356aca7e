import { z } from 'zod';
import { listSecrets } from '../../use-cases/list-secrets.ts';
import { removeSecret } from '../../use-cases/remove-secret.ts';
import { secretName, storeSecret, storeSecretSchema } from '../../use-cases/store-secret.ts';
import { adminProcedure, router } from '../trpc.ts';
import { pageInput } from './page-input.ts';

export const secretsRouter = router({
  /** Names only; a value is never shown again. */
  list: adminProcedure.input(pageInput.prefault({})).query(({ ctx, input }) => listSecrets(ctx.deps, input)),
  store: adminProcedure.input(storeSecretSchema).mutation(({ ctx, input }) => storeSecret(ctx.deps, input, ctx.principal)),
  remove: adminProcedure
    .input(z.strictObject({ name: secretName }))
    .mutation(({ ctx, input }) => removeSecret(ctx.deps, input.name, ctx.principal)),
});
