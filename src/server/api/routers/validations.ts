import { z } from 'zod';
import { startValidationSchema } from '../../core/validation/asked-validation.ts';
import { BENCHMARK_TYPES, SEVERITIES } from '../../core/validation/benchmark.ts';
import { VALIDATION_MEASURES } from '../../core/validation/measures.ts';
import { nightlySchema } from '../../core/validation/nightly.ts';
import { writeReportHtml } from '../../core/validation/write-report-html.ts';
import { readNightly, saveNightly } from '../../use-cases/nightly-validation.ts';
import { reportValidation } from '../../use-cases/report-validation.ts';
import {
  listValidations,
  makeBaseline,
  readSamples,
  readTrend,
  readValidation,
  startValidation,
  stopValidation,
} from '../../use-cases/validations.ts';
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });
const filter = pageInput.extend({ type: z.enum(BENCHMARK_TYPES).optional(), severity: z.enum(SEVERITIES).optional() });

export const validationsRouter = router({
  list: viewerProcedure.input(filter).query(({ ctx, input }) => listValidations(ctx.deps, input)),
  /** How the measures of one kind went from run to run; of the kind that completed last where none is named. */
  trend: viewerProcedure.input(filter.pick({ type: true, severity: true })).query(({ ctx, input }) => readTrend(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readValidation(ctx.deps, input.id)),
  /** The raw samples of one measure; null where there was none. */
  samples: viewerProcedure
    .input(byId.extend({ measure: z.enum(VALIDATION_MEASURES) }))
    .query(async ({ ctx, input }) => (await readSamples(ctx.deps, input.id, input.measure))[0] ?? null),
  /** The signed report, as the text of a file. */
  report: viewerProcedure.input(byId.extend({ format: z.enum(['json', 'html']) })).query(async ({ ctx, input }) => {
    const signed = await reportValidation(ctx.deps, input.id);
    return input.format === 'html' ? writeReportHtml(signed) : `${JSON.stringify(signed, null, 2)}\n`;
  }),
  start: operatorProcedure.input(startValidationSchema).mutation(({ ctx, input }) => startValidation(ctx.deps, input, ctx.principal)),
  stop: operatorProcedure.input(byId).mutation(({ ctx, input }) => stopValidation(ctx.deps, input.id, ctx.principal)),
  makeBaseline: operatorProcedure.input(byId).mutation(({ ctx, input }) => makeBaseline(ctx.deps, input.id, ctx.principal)),
  nightly: viewerProcedure.query(({ ctx }) => readNightly(ctx.deps)),
  setNightly: adminProcedure.input(nightlySchema).mutation(({ ctx, input }) => saveNightly(ctx.deps, input, ctx.principal)),
});
