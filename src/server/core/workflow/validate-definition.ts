import { type Fault, InvalidDefinitionError } from '../errors.ts';
import { findJsonFaults, MAX_FAULTS, MAX_INPUT_DEPTH } from '../json-faults.ts';
import { faultsOf } from '../shape-words.ts';
import { checkGraph } from './check-graph.ts';
import {
  DEFINITION_LIMITS,
  type TaskDefinition,
  type WorkflowDefinition,
  workflowDefinitionSchema,
  writtenTaskSchema,
} from './definition.ts';
import { recallDefinition, rememberDefinition } from './recent-definitions.ts';

/** A message may quote what was sent, but not all of it. */
const MAX_MESSAGE_LENGTH = 500;

/** "tasks", the position and the field stand above a task's free-form JSON. */
const LEVELS_ABOVE_INPUT = 3;

/**
 * Parses a definition and checks all of it: shape, caps, the graph, references and conditions. Equal ones give the same object, frozen, as
 * long as they are remembered (recent-definitions.ts).
 * @throws InvalidDefinitionError with every fault found (at most MAX_FAULTS and how many more), each with its place, such as
 *   "tasks.3.dependencies.0"
 */
export function validateDefinition(value: unknown): WorkflowDefinition {
  const oversize = findOversize(value);
  if (oversize !== null) throw refuse([oversize]);
  // Before any recursive parse: that would overflow on deep nesting.
  const jsonFaults = findJsonFaults(value, { maxDepth: MAX_INPUT_DEPTH + LEVELS_ABOVE_INPUT });
  if (jsonFaults.length > 0) throw refuse(jsonFaults);
  const text = JSON.stringify(value) ?? '';
  const known = recallDefinition(text);
  if (known !== undefined) return known;

  const parsed = workflowDefinitionSchema.safeParse(value);
  const faults = parsed.success ? [] : faultsOf(parsed.error);
  const tasks = parsed.success ? parsed.data.tasks : readTasks(value);
  faults.push(...checkGraph(tasks));
  if (parsed.success) faults.push(...findSelf(parsed.data.workflow_id, parsed.data.tasks));
  if (faults.length > 0 || !parsed.success) throw refuse(faults);
  return rememberDefinition(text, parsed.data);
}

/** A workflow that starts itself would never end. Longer rings are found when they run: any of their workflows may change until then. */
export function findSelf(workflow_id: string | undefined, tasks: readonly (TaskDefinition | null)[]): Fault[] {
  return tasks.flatMap((task, at) => {
    const sub_workflow = task?.sub_workflow;
    return sub_workflow === undefined || sub_workflow.workflow_id !== workflow_id
      ? []
      : [{ path: `tasks.${at}.sub_workflow.workflow_id`, message: `"${workflow_id}" would start itself, without end` }];
  });
}

/** Cheap caps first: a definition of a million tasks or edges is refused without looking at any of them. */
function findOversize(value: unknown): Fault | null {
  const tasks = rawTasks(value);
  if (tasks.length > DEFINITION_LIMITS.tasks)
    return { path: 'tasks', message: `${tasks.length} tasks are more than the ${DEFINITION_LIMITS.tasks} allowed` };
  const edges = tasks.reduce<number>((sum, task) => sum + listOf(task, 'dependencies').length, 0);
  if (edges <= DEFINITION_LIMITS.edges) return null;
  return { path: 'tasks', message: `${edges} dependencies are more than the ${DEFINITION_LIMITS.edges} allowed` };
}

/** The well-formed tasks of a definition that is not, so that their faults are told in the same answer; null where one is malformed. */
function readTasks(value: unknown): (TaskDefinition | null)[] {
  return rawTasks(value).map((task) => writtenTaskSchema.safeParse(task).data ?? null);
}

function rawTasks(value: unknown): unknown[] {
  return listOf(value, 'tasks');
}

function listOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const list: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return Array.isArray(list) ? list : [];
}

function refuse(faults: Fault[]): InvalidDefinitionError {
  const shown = faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({ path, message: message.slice(0, MAX_MESSAGE_LENGTH) }));
  if (faults.length > shown.length) shown.push({ path: '', message: `and ${faults.length - shown.length} more` });
  const [first] = shown;
  const message =
    first === undefined ? 'The definition is not valid.' : `${first.path === '' ? 'definition' : first.path}: ${first.message}`;
  return new InvalidDefinitionError(message, shown);
}
