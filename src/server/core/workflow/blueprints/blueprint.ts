import { z } from 'zod';
import type { WorkflowDefinition } from '../definition.ts';
import { generateWorkflow, readParameters } from '../templates/generate-workflow.ts';
import { literal, type TemplateName } from '../templates/template.ts';

// A blueprint is a template with all parameters filled in but a few, which all have defaults: one click makes a workflow that runs.

export interface Blueprint {
  name: string;
  title: string;
  summary: string;
  template: TemplateName;
  /** JSON Schema of what a caller may send. */
  parametersSchema: () => object;
  /** @throws InvalidError with every fault below "parameters" */
  generate(parameters: unknown): WorkflowDefinition;
}

interface Plan<P> {
  name: string;
  title: string;
  summary: string;
  template: TemplateName;
  parameters: z.ZodType<P>;
  /** The parameters of the template, without names. */
  fill(parameters: P): object;
}

export function blueprint<P>({ name, title, summary, template, parameters, fill }: Plan<P>): Blueprint {
  return {
    name,
    title,
    summary,
    template,
    parametersSchema: () => z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }),
    generate: (given) => {
      const filled = fill(readParameters(parameters, given));
      return generateWorkflow(template, { workflow_id: name, name: title, description: summary, ...filled });
    },
  };
}

/** Every blueprint is about a repository. */
export const repositoryShape = {
  /** A directory; relative ones count from the installation. */
  path: z.string().min(1).max(4_000).default('.'),
} as const;

/** Steps that the demo fleet has agents for. */
const STEPS = {
  'survey-repository': ['repository-survey', 'Survey'],
  'measure-history': ['git-history', 'History'],
  'measure-coupling': ['change-coupling', 'Files that change together'],
  'measure-code': ['code-metrics', 'Code'],
  'find-duplicates': ['duplicate-detection', 'Duplicates'],
  'map-imports': ['import-graph', 'Import graph'],
  'scan-security': ['security-scan', 'Security'],
  'check-licences': ['licence-check', 'Licences'],
  'collate-measurements': ['report-writing', 'Results'],
} as const;
export type DemoTask = keyof typeof STEPS;

export const FOLDER_MEASUREMENTS = [
  'measure-code',
  'measure-history',
  'find-duplicates',
  'scan-security',
] as const satisfies readonly DemoTask[];

/** One of the fleet's measurements. `path` is taken as it is; `more` may hold references. */
export function measure(task: DemoTask, path: string, more: object = {}) {
  const [capability, name] = STEPS[task];
  return {
    task_type: task,
    name,
    required_capabilities: [capability],
    input: { path: literal(path), ...more },
    timeout_seconds: 300,
    max_attempts: 2,
  };
}

/** Joins measurements; without `items` it gets them from the template. */
export function collate(items?: readonly string[]) {
  const [capability, name] = STEPS['collate-measurements'];
  const input = items === undefined ? {} : { items };
  return { task_type: 'collate-measurements', name, required_capabilities: [capability], input, timeout_seconds: 300, max_attempts: 2 };
}
