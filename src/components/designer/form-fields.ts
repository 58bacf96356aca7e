import { z } from 'zod';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { taskDefinitionSchema, workflowDefinitionSchema } from '@/server/core/workflow/definition.ts';
import type { TaskKind } from '../graph/canvas-graph.ts';
import { isObject } from './model/draft.ts';
import { CONTROL_KINDS, KIND_FIELDS } from './model/draft-graph.ts';

// The form of a task is read from the schema that the server has: a field that a definition learns is in the form without a word here.

export type FieldKind = 'text' | 'long' | 'number' | 'choice' | 'flag' | 'words' | 'json';

export interface FormField {
  /** Below the task. */
  path: readonly string[];
  label: string;
  hint: string;
  kind: FieldKind;
  choices: readonly string[];
  /** What it is when nothing is said. */
  fallback: JsonValue | undefined;
}

/** Fields with a place of their own in the form, or none. */
const ELSEWHERE = new Set(['task_id', 'name', 'dependencies', 'metadata', 'tasks', 'workflow_id']);
/** What most tasks say; the rest is folded away. */
const COMMON = ['task_type', 'description', 'required_capabilities', 'input', 'condition', 'priority', 'timeout_seconds'];
/** What a task without an agent has no use for. */
const OF_AGENTS = new Set([
  ...['task_type', 'required_capabilities', 'input', 'contract', 'hedge', 'max_cost_usd'],
  ...['preferred_agents', 'excluded_agents'],
]);

const HINTS: Record<string, string> = {
  task_type: 'What kind of work it is; agents learn by it.',
  required_capabilities: 'An agent must have all of them. Separated by commas.',
  condition: 'CEL over input, tasks and context; the task is skipped when it is false.',
  execution_mode:
    'sequential, parallel and mixed fix the order; adaptive puts the critical path first; optimized also saves money beside it; fault_tolerant tries again elsewhere.',
  optimization_goal: 'What counts when agents are chosen.',
  resource_allocation_strategy: 'Whom of the agents that are good enough it takes, and how evenly.',
  accept_proposals:
    'Operations of patches that results may propose and have applied without a person, as {"operations": ["add"], "most": 10}.',
  max_cost_usd: 'US dollars for all attempts together. When it is spent, work waits until somebody raises it.',
  input: `JSON or YAML. Strings may hold references such as \${tasks.id.output}.`,
};

const words = (key: string) => {
  const text = key.replaceAll('_', ' ').replace(/ usd$/, ' (USD)');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

function kindOf(schema: JsonObject): FieldKind {
  if (Array.isArray(schema.enum)) return 'choice';
  if (schema.type === 'boolean') return 'flag';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'string') return typeof schema.maxLength === 'number' && schema.maxLength > 500 ? 'long' : 'text';
  const items = isObject(schema.items) ? schema.items : {};
  return schema.type === 'array' && items.type === 'string' && !Array.isArray(items.enum) ? 'words' : 'json';
}

/** The field of a value by its schema. */
export function fieldOf(schema: JsonObject, path: readonly string[]): FormField {
  const key = path.at(-1) ?? '';
  return {
    path,
    label: words(key),
    hint: HINTS[key] ?? '',
    kind: kindOf(schema),
    choices: Array.isArray(schema.enum) ? schema.enum.map(String) : [],
    fallback: schema.default,
  };
}

/** One field for a value, one each for the fields of an object that has few and plain ones. */
function fieldsOf(schema: JsonObject, path: readonly string[]): FormField[] {
  const { properties } = schema;
  if (!isObject(properties)) return [fieldOf(schema, path)];
  return Object.entries(properties).flatMap(([key, part]) => (isObject(part) ? [fieldOf(part, [...path, key])] : []));
}

const asJson = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
const taskProperties = asJson(taskDefinitionSchema).properties as Record<string, JsonObject>;
const headProperties = asJson(z.strictObject({ ...workflowDefinitionSchema.shape, tasks: z.unknown() })).properties as Record<
  string,
  JsonObject
>;

const isKindField = (key: string) => (KIND_FIELDS as readonly string[]).includes(key);

export interface TaskForm {
  /** Of the kind itself. */
  own: FormField[];
  common: FormField[];
  more: FormField[];
}

/** The fields of a task of a kind. */
export function taskForm(kind: TaskKind): TaskForm {
  const own = kind === 'agent' ? undefined : taskProperties[kind];
  const useful = (key: string) => !ELSEWHERE.has(key) && !isKindField(key) && !(CONTROL_KINDS.has(kind) && OF_AGENTS.has(key));
  const keys = Object.keys(taskProperties).filter(useful);
  const expand = (key: string) =>
    fieldsOf(key === 'retry' ? (taskProperties[key] ?? {}) : { ...taskProperties[key], properties: null }, [key]);
  return {
    own: own ? fieldsOf(own, [kind]) : [],
    common: COMMON.filter((key) => keys.includes(key)).flatMap(expand),
    more: keys.filter((key) => !COMMON.includes(key)).flatMap(expand),
  };
}

/** The fields of the workflow itself. */
export function workflowForm(): FormField[] {
  return Object.keys(headProperties)
    .filter((key) => !ELSEWHERE.has(key))
    .map((key) => fieldOf(headProperties[key] ?? {}, [key]));
}
