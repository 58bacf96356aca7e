import { z } from 'zod';
import { decideReview, reviewVerdictSchema } from '../../use-cases/decide-review.ts';
import { listReviews, listReviewsSchema } from '../../use-cases/list-reviews.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

export const reviewsRouter = router({
  /** Results that wait for a person's verdict. */
  list: viewerProcedure.input(listReviewsSchema.prefault({})).query(({ ctx, input }) => listReviews(ctx.deps, input)),
  decide: operatorProcedure
    .input(z.strictObject({ taskId: z.uuid(), decision: reviewVerdictSchema }))
    .mutation(({ ctx, input }) => decideReview(ctx.deps, { taskId: input.taskId, verdict: input.decision }, ctx.principal)),
});
