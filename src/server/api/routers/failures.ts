import { handleFailure, handleFailureSchema } from '../../use-cases/handle-failure.ts';
import { listFailures, listFailuresSchema } from '../../use-cases/list-failures.ts';
import { readRecoverySettings, recoverySettingsSchema, saveRecoverySettings } from '../../use-cases/recovery-settings.ts';
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc.ts';

export const failuresRouter = router({
  list: viewerProcedure.input(listFailuresSchema.prefault({})).query(({ ctx, input }) => listFailures(ctx.deps, input)),
  handle: operatorProcedure
    .input(handleFailureSchema)
    .mutation(({ ctx, input }) => handleFailure(ctx.deps, input, { principal: ctx.principal })),
  settings: viewerProcedure.query(({ ctx }) => readRecoverySettings(ctx.deps)),
  saveSettings: adminProcedure
    .input(recoverySettingsSchema)
    .mutation(({ ctx, input }) => saveRecoverySettings(ctx.deps, input, ctx.principal)),
});
