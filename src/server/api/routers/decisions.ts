import { z } from 'zod';
import { readDecision } from '../../use-cases/read-decision.ts';
import { router, viewerProcedure } from '../trpc.ts';

export const decisionsRouter = router({
  /** The whole record of one assignment, and what came of it. */
  get: viewerProcedure.input(z.strictObject({ id: z.uuid() })).query(({ ctx, input }) => readDecision(ctx.deps, input.id)),
});
