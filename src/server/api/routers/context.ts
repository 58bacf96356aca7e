import { z } from 'zod';
import { createContextSchema } from '../../core/memory/context-entry.ts';
import { consolidateAgent } from '../../use-cases/consolidate-agent.ts';
import { createContext, removeContext } from '../../use-cases/keep-context.ts';
import { listMemoryOwners } from '../../use-cases/list-memory-owners.ts';
import { searchContext, searchContextSchema } from '../../use-cases/search-context.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const byId = z.strictObject({ id: z.uuid() });

export const contextRouter = router({
  search: viewerProcedure.input(searchContextSchema.prefault({})).query(({ ctx, input }) => searchContext(ctx.deps, input, ctx.principal)),
  /** Who remembers how much. */
  owners: viewerProcedure.query(({ ctx }) => listMemoryOwners(ctx.deps, ctx.principal)),
  create: operatorProcedure.input(createContextSchema).mutation(({ ctx, input }) => createContext(ctx.deps, input, ctx.principal)),
  remove: operatorProcedure.input(byId).mutation(({ ctx, input }) => removeContext(ctx.deps, input.id, ctx.principal)),
  /** Makes what an agent remembers smaller. */
  consolidate: operatorProcedure
    .input(byId)
    .mutation(({ ctx, input }) => consolidateAgent(ctx.deps, { agentId: input.id, trigger: 'manual' }, ctx.principal)),
});
