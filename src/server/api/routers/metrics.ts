import { z } from 'zod';
import { targetChangesSchema } from '../../core/metrics/target-values.ts';
import { readMarks, readMarksSchema } from '../../use-cases/read-marks.ts';
import { readMetrics } from '../../use-cases/read-metrics.ts';
import { listMeasures, readRecent, readRecentSchema, readSeries, readSeriesSchema } from '../../use-cases/read-series.ts';
import { readTargets, saveTargets } from '../../use-cases/target-settings.ts';
import { validatePerformance } from '../../use-cases/validate-performance.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';

export const metricsRouter = router({
  /** Measures of the last `windowSeconds`; what was not measured is null. */
  get: viewerProcedure
    .input(z.strictObject({ windowSeconds: z.number().int().min(1).max(86_400).default(300) }).prefault({}))
    .query(({ ctx, input }) => readMetrics(ctx.deps, input.windowSeconds)),
  /** The same held against the targets. */
  validate: viewerProcedure
    .input(z.strictObject({ windowSeconds: z.number().int().min(1).max(86_400).default(3_600) }).prefault({}))
    .query(({ ctx, input }) => validatePerformance(ctx.deps, input.windowSeconds)),
  /** Points of measures over a span. */
  series: viewerProcedure.input(readSeriesSchema).query(({ ctx, input }) => readSeries(ctx.deps, input)),
  /** The same of the span up to now. */
  recent: viewerProcedure.input(readRecentSchema).query(({ ctx, input }) => readRecent(ctx.deps, input)),
  /** What happened around the span up to now, to be marked in charts. */
  marks: viewerProcedure.input(readMarksSchema).query(({ ctx, input }) => readMarks(ctx.deps, input)),
  /** What each target is, and who says so. */
  targets: viewerProcedure.query(({ ctx }) => readTargets(ctx.deps)),
  /** Sets some targets; null goes back to what the environment or the mission says. */
  setTargets: adminProcedure.input(targetChangesSchema).mutation(({ ctx, input }) => saveTargets(ctx.deps, input, ctx.principal)),
  /** What every measure means. */
  catalogue: viewerProcedure.query(() => listMeasures()),
});
