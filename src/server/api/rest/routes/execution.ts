import { z } from 'zod';
import { InvalidError } from '../../../core/errors.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { executeWorkflow } from '../../../use-cases/execute-workflow.ts';
import { readWorkflowResult } from '../../../use-cases/read-workflow-result.ts';
import { watchRuns } from '../../../use-cases/wait-for-run.ts';
import { defineRoute, faultsOf } from '../define-route.ts';
import { type JsonObject, jsonObject } from '../json-schema.ts';
import { presentWorkflowResult, workflowResultSchema } from './present-workflow-result.ts';

/** A definition of 10,000 tasks is a few megabytes. */
const DEFINITION_BYTES = 16 * 1_024 * 1_024;

const storedSchema = z.strictObject({ workflow_id: z.string().min(1).max(100), version: z.int().min(1).optional() });
const executeBody = z
  .looseObject({ input: z.unknown().optional(), context: jsonObject.optional() })
  .describe('A workflow definition, or {workflow_id} of a stored workflow; with input and context for this run');

const acceptedSchema = z
  .object({
    run_id: z.string(),
    workflow_id: z.string(),
    status: z.enum(RUN_STATUSES),
    links: z.object({ self: z.string(), tasks: z.string(), events: z.string() }),
  })
  .meta({ id: 'AcceptedRun' });

/** What to run: whoever sends tasks sends a definition, whoever sends none names a stored workflow. */
function requestOf({ input, context, ...rest }: z.output<typeof executeBody>) {
  const scope = { input: (input ?? {}) as JsonObject, context: context ?? {} };
  if ('tasks' in rest) return { definition: rest, ...scope };
  const stored = storedSchema.safeParse(rest);
  if (!stored.success)
    throw new InvalidError('send a definition with tasks, or the workflow_id of a stored workflow', faultsOf(stored.error));
  return { workflowId: stored.data.workflow_id, version: stored.data.version ?? null, ...scope };
}

export const executionRoutes = [
  defineRoute({
    method: 'POST',
    path: '/workflow/execute',
    role: 'operator',
    tag: 'runs',
    summary: 'Start a run; with Prefer: wait=SECONDS, answer with its result',
    body: executeBody,
    bodyLimit: DEFINITION_BYTES,
    responses: {
      200: { description: 'The run has ended', schema: workflowResultSchema },
      202: { description: 'The run is stored and under way', schema: acceptedSchema },
    },
    errors: ['invalid_definition', 'not_found'],
    async handle({ deps, principal, body, waitSeconds, signal }) {
      const watch = waitSeconds === null ? null : watchRuns(deps);
      try {
        const run = await executeWorkflow(deps, requestOf(body), principal);
        if (watch && (await watch.ended(run.runId, (waitSeconds ?? 0) * 1_000, signal))) {
          return { status: 200, body: presentWorkflowResult(await readWorkflowResult(deps, run.runId)) };
        }
        const self = `/api/v1/orchestration/runs/${run.runId}`;
        const links = { self, tasks: `${self}/tasks`, events: `${self}/events` };
        return {
          status: 202,
          body: { run_id: run.runId, workflow_id: run.workflowId, status: run.status, links },
          headers: { location: self },
        };
      } finally {
        watch?.close();
      }
    },
  }),
];
