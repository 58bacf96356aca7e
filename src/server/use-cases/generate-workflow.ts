import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import { BLUEPRINTS } from '../core/workflow/blueprints/blueprints.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { generateWorkflow, TEMPLATES } from '../core/workflow/templates/generate-workflow.ts';
import type { TemplateName } from '../core/workflow/templates/template.ts';

/** How a template or a blueprint is shown to whoever chooses one. */
export interface GeneratorView {
  name: string;
  title: string;
  summary: string;
  template: TemplateName;
  /** JSON Schema of the parameters. */
  parameters: object;
}

export const generateSchema = z.strictObject({ name: z.string().min(1).max(100), parameters: z.json().default({}) });
export type Generate = z.output<typeof generateSchema>;

export function listTemplates(): GeneratorView[] {
  return Object.values(TEMPLATES).map(({ name, title, summary, parametersSchema }) => ({
    ...{ name, title, summary, template: name },
    parameters: parametersSchema(),
  }));
}

export function listBlueprints(): GeneratorView[] {
  return BLUEPRINTS.map(({ name, title, summary, template, parametersSchema }) => ({
    ...{ name, title, summary, template },
    parameters: parametersSchema(),
  }));
}

/**
 * The definition that a template makes of parameters. Nothing is stored.
 * @throws NotFoundError, InvalidError with every fault below "parameters", InvalidDefinitionError
 */
export function generateFromTemplate({ name, parameters }: Generate): WorkflowDefinition {
  const found = Object.values(TEMPLATES).find((template) => template.name === name);
  if (found === undefined) throw new NotFoundError(`no template ${name}`);
  return generateWorkflow(found.name, parameters);
}

/** The same of a blueprint. */
export function generateFromBlueprint({ name, parameters }: Generate): WorkflowDefinition {
  const found = BLUEPRINTS.find((blueprint) => blueprint.name === name);
  if (found === undefined) throw new NotFoundError(`no blueprint ${name}`);
  return found.generate(parameters);
}
