import { z } from 'zod';
import { listAudit } from '../../use-cases/list-audit.ts';
import { verifyAudit } from '../../use-cases/verify-audit.ts';
import { adminProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const filter = pageInput.extend({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  subject: z.string().min(1).max(300).optional(),
});

export const auditRouter = router({
  /** What people and keys did, newest first. */
  list: viewerProcedure.input(filter).query(({ ctx, input }) => listAudit(ctx.deps, input)),
  /** Whether every entry follows from the one before; reads them all. */
  verify: adminProcedure.query(({ ctx }) => verifyAudit(ctx.deps)),
});
