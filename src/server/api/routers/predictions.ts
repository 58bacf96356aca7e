import { z } from 'zod';
import { predictFailures } from '../../use-cases/predict-failures.ts';
import { router, viewerProcedure } from '../trpc.ts';

const horizon = z.strictObject({ horizonMinutes: z.number().min(1).max(1_440).default(30) });

export const predictionsRouter = router({
  /** How probable a failure of each agent at work is, and how good such predictions have been. */
  failures: viewerProcedure.input(horizon.prefault({})).query(({ ctx, input }) => predictFailures(ctx.deps, input.horizonMinutes)),
});
