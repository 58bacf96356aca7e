import { z } from 'zod';
import { approvalDecisionSchema, decideApproval } from '../../use-cases/decide-approval.ts';
import { countWaiting, listApprovals, listApprovalsSchema, readApproval } from '../../use-cases/list-approvals.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

export const approvalsRouter = router({
  /** Questions that tasks wait for, or waited for. */
  list: viewerProcedure.input(listApprovalsSchema.prefault({})).query(({ ctx, input }) => listApprovals(ctx.deps, input)),
  read: viewerProcedure.input(z.strictObject({ id: z.uuid() })).query(({ ctx, input }) => readApproval(ctx.deps, input.id)),
  /** Approvals and reviews that wait for a person. */
  count: viewerProcedure.query(({ ctx }) => countWaiting(ctx.deps)),
  decide: operatorProcedure
    .input(z.strictObject({ id: z.uuid(), decision: approvalDecisionSchema }))
    .mutation(({ ctx, input }) => decideApproval(ctx.deps, { approvalId: input.id, decision: input.decision }, ctx.principal)),
});
