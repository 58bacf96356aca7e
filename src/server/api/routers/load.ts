import { z } from 'zod';
import { listRebalances } from '../../use-cases/list-rebalances.ts';
import { optimizeLoad, optimizeLoadSchema } from '../../use-cases/optimize-load.ts';
import { listOverloadedAgents, readFleetLoad } from '../../use-cases/read-fleet-load.ts';
import { redistributeAgent } from '../../use-cases/redistribute-agent.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

export const loadRouter = router({
  /** Every agent's load and what it is made of. */
  fleet: viewerProcedure.query(({ ctx }) => readFleetLoad(ctx.deps)),
  overloaded: viewerProcedure.query(({ ctx }) => listOverloadedAgents(ctx.deps)),
  rebalances: viewerProcedure.input(pageInput.prefault({})).query(({ ctx, input }) => listRebalances(ctx.deps, input)),
  optimize: operatorProcedure
    .input(optimizeLoadSchema.prefault({}))
    .mutation(({ ctx, input }) => optimizeLoad(ctx.deps, input, ctx.principal)),
  /** Moves everything that an agent has not begun. */
  redistribute: operatorProcedure
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(({ ctx, input }) => redistributeAgent(ctx.deps, input.id, ctx.principal)),
});
