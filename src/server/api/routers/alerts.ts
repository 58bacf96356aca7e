import { z } from 'zod';
import { acknowledgeAlert } from '../../use-cases/acknowledge-alert.ts';
import { listAlerts } from '../../use-cases/list-alerts.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

export const alertsRouter = router({
  list: viewerProcedure
    .input(pageInput.extend({ open: z.boolean().optional() }).prefault({}))
    .query(({ ctx, input }) => listAlerts(ctx.deps, input)),
  acknowledge: operatorProcedure
    .input(z.strictObject({ id: z.uuid() }))
    .mutation(({ ctx, input }) => acknowledgeAlert(ctx.deps, input.id, ctx.principal)),
});
