import { z } from 'zod';
import { plainName } from '../../../core/workflow/definition.ts';
import type { WorkflowView } from '../../../core/workflow/workflow-view.ts';
import { createWorkflow } from '../../../use-cases/create-workflow.ts';
import { listWorkflows } from '../../../use-cases/list-workflows.ts';
import { publishWorkflow } from '../../../use-cases/publish-workflow.ts';
import { loadWorkflow, readWorkflow } from '../../../use-cases/read-workflow.ts';
import { saveWorkflow } from '../../../use-cases/save-workflow.ts';
import { validateWorkflow } from '../../../use-cases/validate-workflow.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery } from '../page.ts';
import { etagOf } from '../read-meta.ts';
import { presentWorkflow, presentWorkflowSummary, workflowSchema, workflowSummarySchema } from './present-workflow.ts';

/** A definition of 10,000 tasks has a few megabytes. */
const DEFINITION_LIMIT = 16 * 1_048_576;

const params = z.strictObject({ id: z.string().min(1).max(100) });
/** Parsed by the use case, which lists every fault of the whole graph. */
const definition = z.unknown().meta({ description: 'A workflow definition' });
const ok = { 200: { description: 'The workflow', schema: workflowSchema } } as const;

const tagged = (workflow: WorkflowView) => ({ headers: { etag: etagOf(workflow.revision) }, body: presentWorkflow(workflow) });

export const workflowRoutes = [
  defineRoute({
    method: 'POST',
    path: '/workflows',
    role: 'operator',
    tag: 'workflows',
    summary: 'Store a definition as the draft of a new workflow',
    body: definition,
    bodyLimit: DEFINITION_LIMIT,
    responses: { 201: { description: 'The workflow', schema: workflowSchema } },
    errors: ['invalid_definition', 'conflict'],
    async handle({ deps, body, principal }) {
      return { status: 201, ...tagged(await createWorkflow(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/workflows',
    role: 'viewer',
    tag: 'workflows',
    summary: 'List stored workflows',
    query: z.strictObject({ ...pageQuery, text: plainName.optional() }),
    responses: { 200: { description: 'A page of workflows', schema: pageOf(workflowSummarySchema) } },
    async handle({ deps, query }) {
      const page = await listWorkflows(deps, query);
      return { status: 200, body: { data: page.data.map(presentWorkflowSummary), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/workflows/{id}',
    role: 'viewer',
    tag: 'workflows',
    summary: 'Show a workflow: draft, published definition, versions',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, ...tagged(await readWorkflow(deps, id)) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/workflows/{id}',
    role: 'operator',
    tag: 'workflows',
    summary: 'Replace the draft; with If-Match only over the revision that was read',
    params,
    body: definition,
    bodyLimit: DEFINITION_LIMIT,
    responses: ok,
    errors: ['not_found', 'invalid_definition', 'precondition_failed'],
    async handle({ deps, params: { id }, body, ifMatch, principal }) {
      return { status: 200, ...tagged(await saveWorkflow(deps, { id, draft: { definition: body }, ifMatch }, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/workflows/{id}/publish',
    role: 'operator',
    tag: 'workflows',
    summary: 'Make the draft the version that runs',
    params,
    responses: ok,
    errors: ['not_found', 'invalid_definition', 'precondition_failed'],
    async handle({ deps, params: { id }, ifMatch, principal }) {
      return { status: 200, ...tagged(await publishWorkflow(deps, { id, ifMatch }, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/workflows/{id}/validate',
    role: 'viewer',
    tag: 'workflows',
    summary: 'List every fault of a definition, or of the stored draft when none is sent',
    params,
    body: definition,
    bodyLimit: DEFINITION_LIMIT,
    responses: {
      200: {
        description: 'What is wrong with it',
        schema: z.object({ valid: z.boolean(), errors: z.array(z.object({ path: z.string(), message: z.string() })) }),
      },
    },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body }) {
      const stored = await loadWorkflow(deps, id);
      const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
      const { valid, faults } = validateWorkflow(deps, isEmpty ? stored.draft : body);
      return { status: 200, body: { valid, errors: faults } };
    },
  }),
];
