import { z } from 'zod';
import { injectFaultSchema } from '../../core/chaos/asked-fault.ts';
import { endInjection } from '../../use-cases/end-injection.ts';
import { injectFault } from '../../use-cases/inject-fault.ts';
import { listInjections } from '../../use-cases/list-injections.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

export const chaosRouter = router({
  list: viewerProcedure.input(pageInput.prefault({})).query(({ ctx, input }) => listInjections(ctx.deps, input)),
  inject: adminProcedure.input(injectFaultSchema).mutation(({ ctx, input }) => injectFault(ctx.deps, input, ctx.principal)),
  end: adminProcedure.input(z.strictObject({ id: z.uuid() })).mutation(({ ctx, input }) => endInjection(ctx.deps, input.id, ctx.principal)),
});
