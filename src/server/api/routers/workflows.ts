import { z } from 'zod';
import { MAX_SOURCE } from '../../core/workflow/draft-source.ts';
import { createWorkflow, createWrittenWorkflow } from '../../use-cases/create-workflow.ts';
import { dryRunWorkflow } from '../../use-cases/dry-run-workflow.ts';
import { listWorkflows, listWorkflowsSchema } from '../../use-cases/list-workflows.ts';
import { publishWorkflow } from '../../use-cases/publish-workflow.ts';
import { readWorkflow } from '../../use-cases/read-workflow.ts';
import { saveWorkflow } from '../../use-cases/save-workflow.ts';
import { validateWorkflow } from '../../use-cases/validate-workflow.ts';
import { pinOutput, readPins, unpinOutput } from '../../use-cases/workflow-pins.ts';
import { compareVersions, readVersion, rollBackWorkflow, versionNameSchema } from '../../use-cases/workflow-versions.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const byId = z.strictObject({ id: z.string().min(1).max(100) });
/** The revision that was edited; without it the save goes over whatever is there. */
const seen = { revision: z.number().int().min(1).optional() };
/** Parsed by the use case, which lists every fault. */
const definition = z.unknown();
const pinned = byId.extend({ taskId: z.string().min(1).max(100) });
/** As a value, or as the text its author wrote: that is kept with its comments, and counts. */
const draft = z.strictObject({ definition: definition.optional(), source: z.string().max(MAX_SOURCE).optional() });

export const workflowsRouter = router({
  list: viewerProcedure.input(listWorkflowsSchema.prefault({})).query(({ ctx, input }) => listWorkflows(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readWorkflow(ctx.deps, input.id)),
  create: operatorProcedure
    .input(draft)
    .mutation(({ ctx, input: { source, definition: value } }) =>
      source === undefined ? createWorkflow(ctx.deps, value, ctx.principal) : createWrittenWorkflow(ctx.deps, source, ctx.principal),
    ),
  save: operatorProcedure
    .input(draft.extend({ ...byId.shape, ...seen }))
    .mutation(({ ctx, input: { id, source, definition: value, revision } }) =>
      saveWorkflow(ctx.deps, { id, draft: source === undefined ? { definition: value } : { source }, ifMatch: revision }, ctx.principal),
    ),
  publish: operatorProcedure
    .input(byId.extend(seen))
    .mutation(({ ctx, input }) => publishWorkflow(ctx.deps, { id: input.id, ifMatch: input.revision }, ctx.principal)),
  version: viewerProcedure.input(byId.extend({ version: versionNameSchema })).query(({ ctx, input }) => readVersion(ctx.deps, input)),
  compare: viewerProcedure
    .input(byId.extend({ from: versionNameSchema, to: versionNameSchema }))
    .query(({ ctx, input }) => compareVersions(ctx.deps, input)),
  rollBack: operatorProcedure
    .input(byId.extend({ version: z.number().int().min(1), ...seen }))
    .mutation(({ ctx, input: { revision, ...rest } }) => rollBackWorkflow(ctx.deps, { ...rest, ifMatch: revision }, ctx.principal)),
  /** Outputs that stand in for tasks of the draft when parts of it are tried. */
  pins: viewerProcedure.input(byId).query(({ ctx, input }) => readPins(ctx.deps, input.id)),
  pin: operatorProcedure.input(pinned.extend({ output: z.json() })).mutation(({ ctx, input }) => pinOutput(ctx.deps, input, ctx.principal)),
  unpin: operatorProcedure.input(pinned).mutation(({ ctx, input }) => unpinOutput(ctx.deps, input, ctx.principal)),
  /** Mutations only because definitions do not fit into a URL. */
  dryRun: viewerProcedure.input(z.strictObject({ definition })).mutation(({ ctx, input }) => dryRunWorkflow(ctx.deps, input)),
  validate: viewerProcedure
    .input(z.strictObject({ definition }))
    .mutation(({ ctx, input }) => validateWorkflow(ctx.deps, input.definition)),
});
