import { z } from 'zod';
import { plainName } from '../../core/workflow/definition.ts';
import { readEmergency, resumeEverything, stopEverything } from '../../use-cases/emergency-stop.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';

const why = z.strictObject({ reason: plainName });

export const emergencyRouter = router({
  state: viewerProcedure.query(({ ctx }) => readEmergency(ctx.deps)),
  stop: adminProcedure.input(why).mutation(({ ctx, input }) => stopEverything(ctx.deps, input, ctx.principal)),
  resume: adminProcedure.input(why).mutation(({ ctx, input }) => resumeEverything(ctx.deps, input, ctx.principal)),
});
