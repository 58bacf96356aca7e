import { z } from 'zod';
import { WORKFLOW_TEMPLATES } from '../../../core/workflow/definition.ts';
import {
  type GeneratorView,
  generateFromBlueprint,
  generateFromTemplate,
  listBlueprints,
  listTemplates,
} from '../../../use-cases/generate-workflow.ts';
import { defineRoute } from '../define-route.ts';

/** A pipeline of a thousand steps with inputs has a few megabytes. */
const PARAMETERS_LIMIT = 16 * 1_048_576;

const generator = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  template: z.enum(WORKFLOW_TEMPLATES),
  parameters: z.looseObject({}).describe('JSON Schema of the parameters'),
});
const listed = { 200: { description: 'All of them', schema: z.object({ data: z.array(generator) }) } } as const;
const body = z.strictObject({ parameters: z.json().default({}) });
const params = z.strictObject({ name: z.string().min(1).max(100) });
const generated = {
  200: {
    description: 'A definition to look at, to change, to store or to run; nothing was stored',
    schema: z.object({ definition: z.looseObject({}).describe('A workflow definition with every default written out') }),
  },
} as const;

const present = ({ parameters, ...view }: GeneratorView) => ({ ...view, parameters: { ...parameters } });

export const workflowTemplateRoutes = [
  defineRoute({
    method: 'GET',
    path: '/workflow-templates',
    role: 'viewer',
    tag: 'workflow templates',
    summary: 'List the templates that make workflow definitions out of parameters',
    responses: listed,
    handle: async () => ({ status: 200, body: { data: listTemplates().map(present) } }),
  }),
  defineRoute({
    method: 'POST',
    path: '/workflow-templates/{name}/generate',
    role: 'viewer',
    tag: 'workflow templates',
    summary: 'Make a definition out of a template and its parameters',
    params,
    body,
    bodyLimit: PARAMETERS_LIMIT,
    responses: generated,
    errors: ['not_found', 'invalid_definition'],
    handle: async ({ params: { name }, body: { parameters } }) => ({
      status: 200,
      body: { definition: { ...generateFromTemplate({ name, parameters }) } },
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/blueprints',
    role: 'viewer',
    tag: 'workflow templates',
    summary: 'List workflows that are ready to run with the demo fleet',
    responses: listed,
    handle: async () => ({ status: 200, body: { data: listBlueprints().map(present) } }),
  }),
  defineRoute({
    method: 'POST',
    path: '/blueprints/{name}/generate',
    role: 'viewer',
    tag: 'workflow templates',
    summary: 'Make the definition of a blueprint',
    params,
    body,
    responses: generated,
    errors: ['not_found', 'invalid_definition'],
    handle: async ({ params: { name }, body: { parameters } }) => ({
      status: 200,
      body: { definition: { ...generateFromBlueprint({ name, parameters }) } },
    }),
  }),
];
