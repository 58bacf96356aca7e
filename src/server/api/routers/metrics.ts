import { z } from 'zod';
import { readMetrics } from '../../use-cases/read-metrics.ts';
import { router, viewerProcedure } from '../trpc.ts';

export const metricsRouter = router({
  /** Measures of the last `windowSeconds`; what was not measured is null. */
  get: viewerProcedure
    .input(z.strictObject({ windowSeconds: z.number().int().min(1).max(86_400).default(300) }).prefault({}))
    .query(({ ctx, input }) => readMetrics(ctx.deps, input.windowSeconds)),
});
