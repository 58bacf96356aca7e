import { type Fault, InvalidDefinitionError } from '../errors.ts';
import { type ParsedCondition, parseCondition } from '../expression/condition.ts';
import type { ConditionReferences } from '../expression/condition-syntax.ts';
import { listReferences } from '../expression/references.ts';
import type { JsonValue } from '../json.ts';
import type { TaskDefinition } from './definition.ts';
import { controlOf } from './task-kind.ts';

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

/** Every task that a task's input, condition and contract name, and what is wrong with those expressions. */
export function namedTasks(task: TaskDefinition, cache: ConditionCache): NamedTasks {
  const control = controlOf(task);
  const input =
    control === null
      ? listReferences(task.input as JsonValue, 'input')
      : listReferences(control.settings as unknown as JsonValue, control.kind);
  const named = input.references.flatMap(({ path, reference }) => (reference.root === 'tasks' ? [{ taskId: reference.task, path }] : []));
  const faults = input.faults;
  const conditions = [
    { path: 'condition', source: task.condition, output: false },
    { path: 'contract.condition', source: task.contract?.condition, output: true },
  ];
  for (const { path, source, output } of conditions) {
    if (source === undefined) continue;
    const parsed = parseCached(source, output, cache);
    if (Array.isArray(parsed)) faults.push(...parsed.map((fault) => ({ path, message: fault.message })));
    else named.push(...parsed.tasks.map((taskId) => ({ taskId, path })));
  }
  return { named, faults };
}

function parseCached(source: string, output: boolean, cache: ConditionCache): ConditionReferences | Fault[] {
  const key = `${output}:${source}`;
  let parsed = cache.get(key);
  if (parsed === undefined) {
    parsed = parse(source, output);
    cache.set(key, parsed);
  }
  return parsed;
}

function parse(source: string, output: boolean): ConditionReferences | Fault[] {
  try {
    const condition: ParsedCondition = parseCondition(source, { output });
    return condition.references;
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.faults;
    throw error;
  }
}
