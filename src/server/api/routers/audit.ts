import { z } from 'zod';
import { auditFilterSchema, listAudit, listAuditChoices } from '../../use-cases/list-audit.ts';
import { listFleetEvents, listFleetEventsSchema } from '../../use-cases/list-fleet-events.ts';
import { verifyAudit } from '../../use-cases/verify-audit.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const filter = pageInput.extend(auditFilterSchema.shape).extend({
  from: z.date().optional(),
  to: z.date().optional(),
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});

export const auditRouter = router({
  /** What people and keys did, newest first. */
  list: viewerProcedure.input(filter).query(({ ctx, input }) => listAudit(ctx.deps, input)),
  /** Who has acted and what was done, to choose from. */
  choices: viewerProcedure.query(({ ctx }) => listAuditChoices(ctx.deps)),
  /** What happened in all runs, newest first. */
  events: viewerProcedure.input(listFleetEventsSchema.prefault({})).query(({ ctx, input }) => listFleetEvents(ctx.deps, input)),
  /** Whether every entry follows from the one before; reads them all. */
  verify: adminProcedure.query(({ ctx }) => verifyAudit(ctx.deps)),
});
