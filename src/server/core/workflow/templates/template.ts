import { z } from 'zod';
import { escapeTemplate } from '../../expression/fill-locals.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { plainName, type WorkflowDefinitionInput } from '../definition.ts';

// A template makes a definition out of parameters. It is a pure function: the same parameters give the same definition, which is then
// checked like any other.

export type TemplateName = NonNullable<WorkflowDefinitionInput['template']>;
export type TaskInput = WorkflowDefinitionInput['tasks'][number];

/** A template with its parameters' schema; `P` is what the schema gives. */
export interface WorkflowTemplate<P = never> {
  name: TemplateName;
  title: string;
  summary: string;
  parameters: z.ZodType<P>;
  /** Parameters to begin with: they fit, and show what the template is for. */
  example: JsonObject;
  /** @param parameters as the schema gave them */
  generate(parameters: P): WorkflowDefinitionInput;
}

const slug = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,79}$/, 'letters, digits, "_", "." and "-", at most 80, starting with a letter or digit');

/** One call of an agent, as a parameter. Its input may hold references to tasks that come before it. */
export const stepSchema = z.strictObject({
  task_type: slug,
  name: plainName.optional(),
  required_capabilities: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  input: z.json().default({}),
  timeout_seconds: z.number().min(0.001).max(604_800).optional(),
  max_attempts: z.number().int().min(1).max(100).optional(),
});
export type Step = z.output<typeof stepSchema>;

/** A step that others name. */
export const namedStepSchema = stepSchema.extend({ task_id: slug });
export type NamedStep = z.output<typeof namedStepSchema>;

/** What every template takes. */
export const commonShape = {
  name: plainName,
  workflow_id: slug.optional(),
  description: z.string().max(10_000).optional(),
  max_concurrent_tasks: z.number().int().min(1).max(10_000).optional(),
} as const;

interface Common {
  name: string;
  workflow_id?: string | undefined;
  description?: string | undefined;
  max_concurrent_tasks?: number | undefined;
}

/** The frame of a definition: what was left out stays out. */
export function frame(
  template: TemplateName,
  { name, workflow_id, description, max_concurrent_tasks }: Common,
  tasks: TaskInput[],
): WorkflowDefinitionInput {
  return {
    ...(workflow_id === undefined ? {} : { workflow_id }),
    name,
    ...(description === undefined ? {} : { description }),
    template,
    ...(max_concurrent_tasks === undefined ? {} : { max_concurrent_tasks }),
    tasks,
  };
}

/** The task of a step. */
export function taskOf(task_id: string, step: Step, more: Partial<TaskInput> = {}): TaskInput {
  const { task_type, name, required_capabilities, input, timeout_seconds, max_attempts } = step;
  return {
    task_id,
    task_type,
    ...(name === undefined ? {} : { name }),
    required_capabilities,
    input,
    ...(timeout_seconds === undefined ? {} : { timeout_seconds }),
    ...(max_attempts === undefined ? {} : { retry: { max_attempts } }),
    ...more,
  };
}

/** A reference as it is written in an input. */
export const reference = (path: string) => `\${${path}}`;
export const outputOf = (taskId: string) => reference(`tasks[${JSON.stringify(taskId)}].output`);

/** The input with one more field, unless it has it already or is no object. */
export function withField(input: JsonValue, field: string, value: JsonValue): JsonValue {
  if (input === null || typeof input !== 'object' || Array.isArray(input) || Object.hasOwn(input, field)) return input;
  return { ...input, [field]: value };
}

/** A value that a definition takes as it is: what looks like a reference in it stays text. */
export const literal = escapeTemplate;

/** Names that occur twice, as faults where the second stands. */
export function refuseDoubled(steps: readonly { task_id: string }[], context: z.RefinementCtx, path: string): void {
  const seen = new Set<string>();
  for (const [at, { task_id }] of steps.entries()) {
    if (seen.has(task_id)) context.addIssue({ code: 'custom', path: [path, at, 'task_id'], message: `"${task_id}" is named twice` });
    seen.add(task_id);
  }
}
