import { z } from 'zod';
import { compareVersions, readVersion, rollBackWorkflow } from '../../../use-cases/workflow-versions.ts';
import { defineRoute } from '../define-route.ts';
import { queryInteger } from '../page.ts';
import { etagOf } from '../read-meta.ts';
import { diffSchema, presentDiff } from './present-diff.ts';
import { presentWorkflow, workflowSchema } from './present-workflow.ts';

const id = z.string().min(1).max(100);
const version = queryInteger(1, 1_000_000);
const versionName = z.union([z.literal('draft'), version]);

export const workflowVersionRoutes = [
  defineRoute({
    method: 'GET',
    path: '/workflows/{id}/versions/{version}',
    role: 'viewer',
    tag: 'workflows',
    summary: 'Show the definition of a version',
    params: z.strictObject({ id, version }),
    responses: { 200: { description: 'The version', schema: z.object({ version: z.number(), definition: z.unknown() }) } },
    errors: ['not_found'],
    async handle({ deps, params }) {
      return { status: 200, body: { version: params.version, definition: await readVersion(deps, params) } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/workflows/{id}/diff',
    role: 'viewer',
    tag: 'workflows',
    summary: 'Show what two versions have differently; either may be the draft',
    params: z.strictObject({ id }),
    query: z.strictObject({ from: versionName, to: versionName }),
    responses: { 200: { description: 'The difference', schema: diffSchema } },
    errors: ['not_found'],
    async handle({ deps, params, query }) {
      return { status: 200, body: presentDiff((await compareVersions(deps, { ...params, ...query })).diff) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/workflows/{id}/roll-back',
    role: 'operator',
    tag: 'workflows',
    summary: 'Publish an old version again, as a new one',
    params: z.strictObject({ id }),
    body: z.strictObject({ version: z.number().int().min(1) }),
    responses: { 200: { description: 'The workflow', schema: workflowSchema } },
    errors: ['not_found', 'conflict', 'invalid_definition', 'precondition_failed'],
    async handle({ deps, params, body, ifMatch, principal }) {
      const workflow = await rollBackWorkflow(deps, { ...params, ...body, ifMatch }, principal);
      return { status: 200, headers: { etag: etagOf(workflow.revision) }, body: presentWorkflow(workflow) };
    },
  }),
];
