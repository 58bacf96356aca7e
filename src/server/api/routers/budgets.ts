import { z } from 'zod';
import { BUDGET_SCOPES, changeBudgetSchema, createBudgetSchema } from '../../core/budget/budget.ts';
import { changeBudget, createBudget, readBudget, removeBudget } from '../../use-cases/budgets.ts';
import { listBudgets } from '../../use-cases/list-budgets.ts';
import { listSpentCalls } from '../../use-cases/list-spent-calls.ts';
import { readRunSpending } from '../../use-cases/read-run-spending.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const one = z.strictObject({ id: z.uuid() });

export const budgetsRouter = router({
  list: viewerProcedure
    .input(z.strictObject({ scope: z.enum(BUDGET_SCOPES).optional(), subject: z.string().max(200).optional() }).prefault({}))
    .query(({ ctx, input }) => listBudgets(ctx.deps, input)),
  get: viewerProcedure.input(one).query(({ ctx, input }) => readBudget(ctx.deps, input.id)),
  /** The calls behind what is spent. */
  calls: viewerProcedure.input(pageInput.extend(one.shape)).query(({ ctx, input }) => listSpentCalls(ctx.deps, input)),
  ofRun: viewerProcedure.input(z.strictObject({ runId: z.uuid() })).query(({ ctx, input }) => readRunSpending(ctx.deps, input.runId)),
  create: operatorProcedure.input(createBudgetSchema).mutation(({ ctx, input }) => createBudget(ctx.deps, input, ctx.principal)),
  change: operatorProcedure
    .input(one.extend({ revision: z.number().int().min(1).nullable().default(null), to: changeBudgetSchema }))
    .mutation(({ ctx, input }) => changeBudget(ctx.deps, input, ctx.principal)),
  remove: operatorProcedure.input(one).mutation(({ ctx, input }) => removeBudget(ctx.deps, input.id, ctx.principal)),
});
