import { z } from 'zod';
import { patchSchema } from '../../core/run/patch.ts';
import { acceptPatch, applyPatch, declinePatch, listPatches, previewPatch, revertPatch } from '../../use-cases/patch-run.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const ofRun = z.strictObject({ runId: z.uuid() });
const one = ofRun.extend({ id: z.uuid() });
const written = ofRun.extend({ patch: patchSchema });

export const runPatchesRouter = router({
  list: viewerProcedure.input(ofRun).query(({ ctx, input }) => listPatches(ctx.deps, input.runId)),
  /** A mutation only because patches do not fit into a URL. */
  preview: operatorProcedure.input(written).mutation(({ ctx, input }) => previewPatch(ctx.deps, input, ctx.principal)),
  change: operatorProcedure
    .input(written.extend({ seen: z.number().int().min(0).nullable() }))
    .mutation(({ ctx, input }) => applyPatch(ctx.deps, input, ctx.principal)),
  accept: operatorProcedure.input(one).mutation(({ ctx, input }) => acceptPatch(ctx.deps, input, ctx.principal)),
  refuse: operatorProcedure.input(one).mutation(({ ctx, input }) => declinePatch(ctx.deps, input, ctx.principal)),
  revert: operatorProcedure.input(one).mutation(({ ctx, input }) => revertPatch(ctx.deps, input, ctx.principal)),
});
