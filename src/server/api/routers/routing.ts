import { compareStrategies, compareStrategiesSchema } from '../../use-cases/compare-strategies.ts';
import { listDecisions, listDecisionsSchema, listTaskTypes } from '../../use-cases/list-decisions.ts';
import { readRoutingAccuracy, routingAccuracySchema } from '../../use-cases/read-routing-accuracy.ts';
import { replayDecisions, whatIfSchema } from '../../use-cases/replay-decisions.ts';
import { retrainRouting, retrainSchema } from '../../use-cases/retrain-routing.ts';
import { createModelSchema, createRoutingModel, listRoutingModels, rollOutModel, rollOutSchema } from '../../use-cases/roll-out-model.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

export const routingRouter = router({
  /** Assignments, newest first. */
  decisions: viewerProcedure.input(listDecisionsSchema.prefault({})).query(({ ctx, input }) => listDecisions(ctx.deps, input)),
  /** The types of recent tasks. */
  taskTypes: viewerProcedure.query(({ ctx }) => listTaskTypes(ctx.deps)),
  accuracy: viewerProcedure.input(routingAccuracySchema.prefault({})).query(({ ctx, input }) => readRoutingAccuracy(ctx.deps, input)),
  strategies: viewerProcedure.input(compareStrategiesSchema).query(({ ctx, input }) => compareStrategies(ctx.deps, input)),
  whatIf: viewerProcedure.input(whatIfSchema).query(({ ctx, input }) => replayDecisions(ctx.deps, input)),
  models: viewerProcedure.query(({ ctx }) => listRoutingModels(ctx.deps)),
  createModel: operatorProcedure.input(createModelSchema).mutation(({ ctx, input }) => createRoutingModel(ctx.deps, input, ctx.principal)),
  rollOut: operatorProcedure.input(rollOutSchema).mutation(({ ctx, input }) => rollOutModel(ctx.deps, input, ctx.principal)),
  retrain: operatorProcedure.input(retrainSchema.prefault({})).mutation(({ ctx, input }) => retrainRouting(ctx.deps, input, ctx.principal)),
});
