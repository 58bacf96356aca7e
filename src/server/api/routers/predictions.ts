import { z } from 'zod';
import { predictFailures } from '../../use-cases/predict-failures.ts';
import { predictionActionsSchema, readPredictionActions, savePredictionActions } from '../../use-cases/prediction-actions.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';

const horizon = z.strictObject({ horizonMinutes: z.number().min(1).max(1_440).default(30) });

export const predictionsRouter = router({
  /** How probable a failure of each agent at work is, and how good such predictions have been. */
  failures: viewerProcedure.input(horizon.prefault({})).query(({ ctx, input }) => predictFailures(ctx.deps, input.horizonMinutes)),
  /** What is done about them, and whether it helped. */
  actions: viewerProcedure.query(({ ctx }) => readPredictionActions(ctx.deps)),
  saveActions: adminProcedure
    .input(predictionActionsSchema)
    .mutation(({ ctx, input }) => savePredictionActions(ctx.deps, input, ctx.principal)),
});
