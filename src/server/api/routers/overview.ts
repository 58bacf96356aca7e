import { readOverview } from '../../use-cases/read-overview.ts';
import { router, viewerProcedure } from '../trpc.ts';

export const overviewRouter = router({
  /** What needs somebody, the worst first, and how work goes. */
  read: viewerProcedure.query(({ ctx }) => readOverview(ctx.deps)),
});
