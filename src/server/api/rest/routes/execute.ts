import { z } from 'zod';
import { InvalidError } from '../../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { trialSchema } from '../../../core/run/trial.ts';
import { workflowDefinitionSchema } from '../../../core/workflow/definition.ts';
import { executeAndWait } from '../../../use-cases/execute-and-wait.ts';
import { type ExecutedWorkflow, type ExecuteWorkflow, executeWorkflow } from '../../../use-cases/execute-workflow.ts';
import { defineRoute } from '../define-route.ts';
import { linksOf } from '../links.ts';

/** Bytes: a definition of 10,000 tasks with inputs passes, and parsing it does not hold up others for long. */
const BODY_LIMIT = 8 * 1_048_576;

const json = z.unknown().describe('Any JSON');
const jsonObject = z.record(z.string(), z.unknown());
const trial = trialSchema.describe('Runs a part of it, with outputs in the place of the rest');
const around = { input: json.optional(), context: jsonObject.optional(), trial: trial.optional() };
/** Light on purpose: a definition is parsed once, by the use case, which lists all its faults. */
const body = z.looseObject({ workflow_id: z.string().min(1).max(100).optional(), ...around });
const STORED_FIELDS = new Set(['workflow_id', 'input', 'context', 'trial']);

const accepted = z
  .object({
    run_id: z.string(),
    workflow_id: z.string(),
    status: z.enum(RUN_STATUSES),
    links: z.object({ run: z.string(), tasks: z.string(), events: z.string(), page: z.string() }),
  })
  .meta({ id: 'AcceptedRun' });

const result = z
  .looseObject({
    run_id: z.string(),
    workflow_id: z.string(),
    status: z.enum(RUN_STATUSES),
    workflow_result: z.looseObject({ total_tasks: z.number(), task_results: z.array(z.unknown()) }),
  })
  .meta({ id: 'WorkflowResult' });

/** A body that brings tasks is a definition; one that only names a workflow runs the stored one. */
function requestOf(sent: z.output<typeof body>): ExecuteWorkflow {
  const { input, context, trial: part, ...definition } = sent;
  // Values of a parsed JSON body: JSON by construction.
  const given = { input: input as JsonValue | undefined, context: context as JsonObject | undefined, trial: part };
  if ('tasks' in definition || definition.workflow_id === undefined) return { definition, ...given };
  const extra = Object.keys(sent).find((key) => !STORED_FIELDS.has(key));
  if (extra !== undefined) {
    throw new InvalidError('a stored workflow takes only input, context and trial', [
      { path: extra, message: 'belongs to a definition, which needs tasks' },
    ]);
  }
  return { workflowId: definition.workflow_id, ...given };
}

function acceptedReply({ runId, workflowId, status }: ExecutedWorkflow) {
  return { status: 202, body: { run_id: runId, workflow_id: workflowId, status, links: linksOf(runId) } } as const;
}

export const executeRoutes = [
  defineRoute({
    method: 'POST',
    path: '/workflow/execute',
    role: 'operator',
    tag: 'runs',
    summary: 'Run a definition, or a stored workflow by its workflow_id',
    body,
    documentedBody: z.union([
      workflowDefinitionSchema.extend(around).meta({ id: 'ExecuteDefinition' }),
      z.strictObject({ workflow_id: z.string(), ...around }).meta({ id: 'ExecuteStoredWorkflow' }),
    ]),
    bodyLimit: BODY_LIMIT,
    responses: {
      200: { description: 'With Prefer: wait, when the run ended in time', schema: result },
      202: { description: 'Stored: the run will end, whatever happens in between', schema: accepted },
    },
    errors: ['invalid_definition', 'not_found', 'rate_limited'],
    async handle({ deps, body: sent, principal, waitSeconds, signal, hold, traceparent }) {
      const request = { ...requestOf(sent), identity: hold, traceParent: traceparent };
      if (waitSeconds !== null) {
        const run = await executeAndWait(deps, request, { principal, ms: waitSeconds * 1_000, signal });
        return run.result === null ? acceptedReply(run) : { status: 200, body: { ...run.result } };
      }
      return acceptedReply(await executeWorkflow(deps, request, principal));
    },
  }),
];
