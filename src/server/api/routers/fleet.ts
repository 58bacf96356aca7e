import { listSleepers } from '../../use-cases/list-sleepers.ts';
import { attemptsDuringSchema, listAttemptsOfCell, readUtilisation, utilisationSchema } from '../../use-cases/read-utilisation.ts';
import { router, viewerProcedure } from '../trpc.ts';

/** The fleet as a whole. */
export const fleetRouter = router({
  /** How busy every agent was, bucket by bucket. */
  utilisation: viewerProcedure.input(utilisationSchema.prefault({})).query(({ ctx, input }) => readUtilisation(ctx.deps, input)),
  /** What stands behind one cell of it. */
  attempts: viewerProcedure.input(attemptsDuringSchema).query(({ ctx, input }) => listAttemptsOfCell(ctx.deps, input)),
  sleepers: viewerProcedure.query(({ ctx }) => listSleepers(ctx.deps)),
});
