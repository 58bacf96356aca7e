import {
  discardDeadLetters,
  discardDeadLettersSchema,
  replayDeadLetters,
  replayDeadLettersSchema,
} from '../../use-cases/decide-dead-letters.ts';
import { listDeadLetters, listDeadLettersSchema } from '../../use-cases/list-dead-letters.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

export const deadLettersRouter = router({
  list: viewerProcedure.input(listDeadLettersSchema.prefault({})).query(({ ctx, input }) => listDeadLetters(ctx.deps, input)),
  replay: operatorProcedure.input(replayDeadLettersSchema).mutation(({ ctx, input }) => replayDeadLetters(ctx.deps, input, ctx.principal)),
  discard: operatorProcedure
    .input(discardDeadLettersSchema)
    .mutation(({ ctx, input }) => discardDeadLetters(ctx.deps, input, ctx.principal)),
});
