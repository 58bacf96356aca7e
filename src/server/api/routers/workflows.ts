import { z } from 'zod';
import { createWorkflow } from '../../use-cases/create-workflow.ts';
import { listWorkflows, listWorkflowsSchema } from '../../use-cases/list-workflows.ts';
import { publishWorkflow } from '../../use-cases/publish-workflow.ts';
import { readWorkflow } from '../../use-cases/read-workflow.ts';
import { saveWorkflow } from '../../use-cases/save-workflow.ts';
import { validateWorkflow } from '../../use-cases/validate-workflow.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const byId = z.strictObject({ id: z.string().min(1).max(100) });
/** The revision that was edited; without it the save goes over whatever is there. */
const seen = { revision: z.number().int().min(1).optional() };
/** Parsed by the use case, which lists every fault. */
const definition = z.unknown();

export const workflowsRouter = router({
  list: viewerProcedure.input(listWorkflowsSchema.prefault({})).query(({ ctx, input }) => listWorkflows(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readWorkflow(ctx.deps, input.id)),
  create: operatorProcedure
    .input(z.strictObject({ definition }))
    .mutation(({ ctx, input }) => createWorkflow(ctx.deps, input.definition, ctx.principal)),
  save: operatorProcedure
    .input(byId.extend({ definition, ...seen }))
    .mutation(({ ctx, input }) =>
      saveWorkflow(ctx.deps, { id: input.id, definition: input.definition, ifMatch: input.revision }, ctx.principal),
    ),
  publish: operatorProcedure
    .input(byId.extend(seen))
    .mutation(({ ctx, input }) => publishWorkflow(ctx.deps, { id: input.id, ifMatch: input.revision }, ctx.principal)),
  /** A mutation only because definitions do not fit into a URL. */
  validate: viewerProcedure
    .input(z.strictObject({ definition }))
    .mutation(({ ctx, input }) => validateWorkflow(ctx.deps, input.definition)),
});
