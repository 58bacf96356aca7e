// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { type Fault, InvalidDefinitionError } from '../errors.ts';
import { type ParsedCondition, parseCondition } from '../expression/condition.ts';
import type { ConditionReferences, SpecialName } from '../expression/condition-syntax.ts';
import { isLocalReference, type LocalRoot } from '../expression/reference-path.ts';
import { listReferences, parseTemplate } from '../expression/references.ts';
import type { JsonValue } from '../json.ts';
import { controlOf } from './control-of.ts';
import type { TaskDefinition } from './definition.ts';

/** A place in a task that names another task. */
export interface NamedTask {
  taskId: string;
  /** Below the task: "input.url", "condition". */
  path: string;
}

export interface NamedTasks {
  named: NamedTask[];
  /** Expressions that do not parse; paths below the task. */
  faults: Fault[];
}

/** Parses each source once: the tasks of a large definition mostly say the same. */
export type ConditionCache = Map<string, ConditionReferences | Fault[]>;

/** What was found in a task; tasks are never changed, so an edit of one among a thousand looks at one. */
const found = new WeakMap<TaskDefinition, NamedTasks>();

/** Every task that a task names, in its input, conditions and contract, and what is wrong with those expressions. */
export function namedTasks(task: TaskDefinition, cache: ConditionCache): NamedTasks {
  const known = found.get(task);
  if (known !== undefined) return known;
  const all = findNamed(task, cache);
  found.set(task, all);
  return all;
}

function findNamed(task: TaskDefinition, cache: ConditionCache): NamedTasks {
  const all: NamedTasks = { named: [], faults: [] };
  for (const template of templatesOf(task)) readTemplate(template, all);
  if (typeof task.map?.over === 'string') all.faults.push(...overFaults(task.map.over));
  for (const { path, source, known } of conditionsOf(task)) {
    if (source === undefined) continue;
    const parsed = parseCached(source, known, cache);
    if (Array.isArray(parsed)) all.faults.push(...parsed.map((fault) => ({ path, message: fault.message })));
    else all.named.push(...parsed.tasks.map((taskId) => ({ taskId, path })));
  }
  return all;
}

/** The tasks that the repeated call of a map or a loop names: what the list or the end depends on is not its business. */
export function namedInCall(task: TaskDefinition, cache: ConditionCache): string[] {
  const { map: _, loop: __, compensation: ___, condition: ____, ...call } = task;
  const names = new Set(namedTasks(call, cache).named.map(({ taskId }) => taskId));
  // Where a condition is evaluated, all direct dependencies are in sight.
  if (task.contract?.condition !== undefined)
    for (const dependency of task.dependencies) names.add(typeof dependency === 'string' ? dependency : dependency.task_id);
  return [...names];
}

interface Template {
  path: string;
  value: JsonValue;
  /** What it may name that only a repeated call knows. */
  locals: readonly LocalRoot[];
  /** A compensation knows what it undoes. */
  self?: string;
}

function templatesOf(task: TaskDefinition): Template[] {
  const templates = [ownTemplate(task)];
  if (task.map !== undefined) templates.push({ path: 'map.over', value: task.map.over as JsonValue, locals: [] });
  if (task.compensation !== undefined) {
    templates.push({ path: 'compensation.input', value: task.compensation.input as JsonValue, locals: [], self: task.task_id });
  }
  return templates;
}

/** What is filled in when the task's turn comes: the settings of a task that needs no agent, else its input. A branch holds conditions only. */
function ownTemplate(task: TaskDefinition): Template {
  const control = controlOf(task);
  if (control === null || control.kind === 'branch') return { path: 'input', value: task.input as JsonValue, locals: localsOf(task) };
  return { path: control.kind, value: control.settings as unknown as JsonValue, locals: [] };
}

function localsOf(task: TaskDefinition): readonly LocalRoot[] {
  if (task.map !== undefined) return ['item', 'index'];
  return task.loop === undefined ? [] : ['previous', 'iteration'];
}

function readTemplate({ path: start, value, locals, self }: Template, { named, faults }: NamedTasks): void {
  const found = listReferences(value, start);
  faults.push(...found.faults);
  for (const { path, reference } of found.references) {
    if (reference.root === 'tasks') {
      if (reference.task !== self) named.push({ taskId: reference.task, path });
    } else if (isLocalReference(reference) && !locals.includes(reference.root)) {
      const place = reference.root === 'item' || reference.root === 'index' ? 'the input of a map' : 'the input of a loop';
      faults.push({ path, message: `unknown name "${reference.root}": only ${place} knows it` });
    }
  }
}

/** A text is the list only when it is one reference and nothing else. */
function overFaults(over: string): Fault[] {
  const parsed = parseTemplate(over);
  if (!parsed.ok || (parsed.parts.length === 1 && typeof parsed.parts[0] !== 'string')) return [];
  return [{ path: 'map.over', message: 'this is text: write one reference to a list, such as "${input.files}", or a list' }];
}

function conditionsOf(task: TaskDefinition): { path: string; source: string | undefined; known: readonly SpecialName[] }[] {
  const cases = (task.branch?.cases ?? []).map(({ when }, at) => ({ path: `branch.cases.${at}.when`, source: when, known: [] }));
  return [
    { path: 'condition', source: task.condition, known: [] },
    { path: 'contract.condition', source: task.contract?.condition, known: ['output', 'task'] },
    { path: 'loop.until', source: task.loop?.until, known: ['output', 'iteration'] },
    ...cases,
  ];
}

function parseCached(source: string, known: readonly SpecialName[], cache: ConditionCache): ConditionReferences | Fault[] {
  const key = `${known.join()}:${source}`;
  let parsed = cache.get(key);
  if (parsed === undefined) {
    parsed = parse(source, known);
    cache.set(key, parsed);
  }
  return parsed;
}

function parse(source: string, known: readonly SpecialName[]): ConditionReferences | Fault[] {
  try {
    const condition: ParsedCondition = parseCondition(source, known);
    return condition.references;
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.faults;
    throw error;
  }
}
