import { switchMode, switchModeSchema, viewMode } from '../../use-cases/orchestration-mode.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';

export const modeRouter = router({
  state: viewerProcedure.query(({ ctx }) => viewMode(ctx.deps)),
  switch: adminProcedure.input(switchModeSchema).mutation(({ ctx, input }) => switchMode(ctx.deps, input, ctx.principal)),
});
