import { z } from 'zod';
import { changeScheduleSchema, createScheduleSchema } from '../../core/trigger/schedule.ts';
import {
  changeSchedule,
  createSchedule,
  listFires,
  listSchedules,
  previewSchedule,
  previewScheduleSchema,
  readSchedule,
  removeSchedule,
} from '../../use-cases/schedules.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });

export const schedulesRouter = router({
  list: viewerProcedure
    .input(pageInput.extend({ workflowId: z.string().min(1).max(100).optional() }))
    .query(({ ctx, input }) => listSchedules(ctx.deps, input)),
  read: viewerProcedure.input(byId).query(({ ctx, input }) => readSchedule(ctx.deps, input.id)),
  fires: viewerProcedure.input(pageInput.extend({ id: z.uuid() })).query(({ ctx, input }) => listFires(ctx.deps, input)),
  /** The next ten times of a rule that is being written. */
  preview: viewerProcedure.input(previewScheduleSchema).query(({ input }) => previewSchedule(input)),
  create: operatorProcedure.input(createScheduleSchema).mutation(({ ctx, input }) => createSchedule(ctx.deps, input, ctx.principal)),
  change: operatorProcedure
    .input(byId.extend({ change: changeScheduleSchema }))
    .mutation(({ ctx, input }) => changeSchedule(ctx.deps, input, ctx.principal)),
  remove: operatorProcedure.input(byId).mutation(({ ctx, input }) => removeSchedule(ctx.deps, input.id, ctx.principal)),
});
