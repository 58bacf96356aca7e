import { z } from 'zod';
import { changePoolSchema, createPoolSchema } from '../../core/scaling/pool.ts';
import { changePool } from '../../use-cases/change-pool.ts';
import { createPool } from '../../use-cases/create-pool.ts';
import { readPoolForecast } from '../../use-cases/forecast-pool.ts';
import { listScalingActions } from '../../use-cases/list-scaling-actions.ts';
import { listPools, readPool } from '../../use-cases/read-pool.ts';
import { retirePool } from '../../use-cases/retire-pool.ts';
import { scalePool, scalePoolSchema } from '../../use-cases/scale-pool.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });

export const poolsRouter = router({
  list: viewerProcedure.input(pageInput.prefault({})).query(({ ctx, input }) => listPools(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readPool(ctx.deps, input.id)),
  forecast: viewerProcedure.input(byId).query(({ ctx, input }) => readPoolForecast(ctx.deps, input.id)),
  actions: viewerProcedure.input(pageInput.extend(byId.shape)).query(({ ctx, input }) => listScalingActions(ctx.deps, input)),
  create: operatorProcedure.input(createPoolSchema).mutation(({ ctx, input }) => createPool(ctx.deps, input, ctx.principal)),
  update: operatorProcedure
    .input(byId.extend({ change: changePoolSchema }))
    .mutation(({ ctx, input }) => changePool(ctx.deps, input, ctx.principal)),
  scale: operatorProcedure
    .input(scalePoolSchema.extend(byId.shape))
    .mutation(({ ctx, input }) => scalePool(ctx.deps, input, ctx.principal)),
  retire: operatorProcedure.input(byId).mutation(({ ctx, input }) => retirePool(ctx.deps, input.id, ctx.principal)),
});
