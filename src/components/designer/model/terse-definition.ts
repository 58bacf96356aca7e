import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { taskDefinitionSchema, workflowDefinitionSchema } from '@/server/core/workflow/definition.ts';
import { isObject } from './draft.ts';
import { shiftBody } from './edit-chunk.ts';
import { taskBody } from './edit-draft.ts';

// A stored definition spells out every default. People do not write those, and need not read them.

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as JsonObject;
const taskDefaults = plain(taskDefinitionSchema.parse({ task_id: 'a', task_type: 'a' }));
const headDefaults = plain(workflowDefinitionSchema.parse({ name: 'a', tasks: [{ task_id: 'a', task_type: 'a' }] }));

/** The same value whatever the order of its keys gives the same text. */
export function stableText(value: JsonValue): string {
  return JSON.stringify(value, (_, part: JsonValue) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function terseDependency(dependency: JsonValue): JsonValue {
  if (!isObject(dependency)) return dependency;
  const { when, soft, ...rest } = dependency;
  const kept: JsonObject = { ...rest, ...(when !== undefined && when !== 'completed' && { when }), ...(soft === true && { soft }) };
  return Object.keys(kept).length === 1 && typeof kept.task_id === 'string' ? kept.task_id : kept;
}

const without = (value: JsonObject, defaults: JsonObject) =>
  Object.fromEntries(
    Object.entries(value).filter(([key, field]) => defaults[key] === undefined || stableText(defaults[key]) !== stableText(field)),
  );

/** A task without what it says by default. */
export function terseTask(task: JsonValue): JsonValue {
  if (!isObject(task)) return task;
  const { task_id: id, task_type: type, ...rest } = without(task, { ...taskDefaults, task_id: null, task_type: null });
  const lean: JsonObject = { ...(id !== undefined && { task_id: id }), ...(type !== undefined && { task_type: type }), ...rest };
  if (Array.isArray(lean.dependencies)) lean.dependencies = lean.dependencies.map(terseDependency);
  if (isObject(lean.retry)) lean.retry = without(lean.retry, taskDefaults.retry as JsonObject);
  return lean;
}

/** The entries of the top level without what they say by default; tasks left out. */
export function terseHead(definition: JsonObject): JsonObject {
  const { tasks: _, name, ...rest } = definition;
  return { ...(name !== undefined && { name }), ...without(rest, headDefaults) };
}

/** A stored definition as the text that somebody would have written. */
export function writeTerse(definition: JsonObject): string {
  const { metadata, ...head } = terseHead(definition);
  const tasks = (Array.isArray(definition.tasks) ? definition.tasks : []).map(terseTask).filter(isObject);
  const list = tasks.map((task) => shiftBody(taskBody(task), 0, 2)).join('');
  const last = metadata === undefined ? '' : stringify({ metadata }, { lineWidth: 0 });
  return `${stringify(head, { lineWidth: 0 })}tasks:${list === '' ? ' []' : ''}\n${list}${last}`;
}

/** What a definition does: with every default, without places, notes, names of its own and the order of its keys. Null: it is none yet. */
function meaningOf(definition: JsonObject): string | null {
  const parsed = workflowDefinitionSchema.safeParse(definition);
  if (!parsed.success) return null;
  const { metadata: _, workflow_id: __, name: ___, tasks, ...head } = parsed.data;
  return stableText(plain({ ...head, tasks: tasks.map(({ metadata: ____, ...task }) => task) }));
}

/** Whether two definitions do the same, however they are written and drawn. */
export function doTheSame(one: JsonObject, other: JsonObject): boolean {
  const meaning = meaningOf(one);
  return meaning !== null && meaning === meaningOf(other);
}
