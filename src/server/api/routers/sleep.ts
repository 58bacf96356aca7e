import { z } from 'zod';
import { changeSleepWindowSchema, createSleepWindowSchema } from '../../core/sleep/sleep-window.ts';
import { createCheckpoint, listCheckpoints, restoreCheckpoint, validateCheckpoint } from '../../use-cases/checkpoint-agent.ts';
import { listSleepCycles } from '../../use-cases/list-sleep-cycles.ts';
import { changeSleepWindow, createSleepWindow, listSleepWindows, removeSleepWindow } from '../../use-cases/sleep-windows.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: z.uuid() });
const checkpoint = z.strictObject({ agentId: z.uuid(), checkpointId: z.uuid() });

export const sleepRouter = router({
  windows: viewerProcedure.query(({ ctx }) => listSleepWindows(ctx.deps)),
  createWindow: operatorProcedure
    .input(createSleepWindowSchema)
    .mutation(({ ctx, input }) => createSleepWindow(ctx.deps, input, ctx.principal)),
  updateWindow: operatorProcedure
    .input(byId.extend({ change: changeSleepWindowSchema }))
    .mutation(({ ctx, input }) => changeSleepWindow(ctx.deps, input, ctx.principal)),
  removeWindow: operatorProcedure.input(byId).mutation(({ ctx, input }) => removeSleepWindow(ctx.deps, input.id, ctx.principal)),
  /** How an agent slept. */
  cycles: viewerProcedure.input(pageInput.extend(byId.shape)).query(({ ctx, input }) => listSleepCycles(ctx.deps, input)),
  checkpoints: viewerProcedure.input(byId).query(({ ctx, input }) => listCheckpoints(ctx.deps, input.id)),
  createCheckpoint: operatorProcedure.input(byId).mutation(({ ctx, input }) => createCheckpoint(ctx.deps, input.id, ctx.principal)),
  validateCheckpoint: operatorProcedure.input(checkpoint).mutation(({ ctx, input }) => validateCheckpoint(ctx.deps, input)),
  restoreCheckpoint: operatorProcedure.input(checkpoint).mutation(({ ctx, input }) => restoreCheckpoint(ctx.deps, input, ctx.principal)),
});
