import { ConflictError, type Fault, InvalidDefinitionError, InvalidError } from '../errors.ts';
import type { JsonValue } from '../json.ts';
import type { TaskStatus } from '../task/state.ts';
import { dependencyId } from '../workflow/check-graph.ts';
import type { DependencyDefinition, WorkflowDefinition } from '../workflow/definition.ts';
import { type DefinitionDiff, diffDefinitions } from '../workflow/diff-definitions.ts';
import { type ConditionCache, namedTasks } from '../workflow/named-tasks.ts';
import { validateDefinition } from '../workflow/validate-definition.ts';
import type { PatchOperation } from './patch.ts';

/** A task that an operation may have made, before the whole is parsed again. */
interface DraftTask {
  task_id: string;
  dependencies?: DependencyDefinition[];
  [field: string]: unknown;
}

interface Draft {
  tasks: DraftTask[];
  /** Which operation a task was last touched by. */
  touchedBy: Map<string, number>;
}

export interface PatchedGraph {
  definition: WorkflowDefinition;
  diff: DefinitionDiff;
}

/** How far each task of the run is that was begun; one that is missing was not. */
export type StartedTasks = ReadonlyMap<string, TaskStatus>;

/** A condition that never holds: the engine then skips the task in its turn, like any other. */
const NEVER = 'false';

/**
 * Applies operations in order and checks the whole graph they make: shape, caps, references, no cycle. Pure: neither input changes.
 * @throws ConflictError where an operation touches a task that was begun, InvalidError where one names a task that does not exist or makes
 *   no sense, InvalidDefinitionError when the graph they make is not valid; each with its path, such as "ops.2.task_id"
 */
export function patchGraph(definition: WorkflowDefinition, ops: readonly PatchOperation[], started: StartedTasks): PatchedGraph {
  const draft: Draft = { tasks: definition.tasks.map((task) => ({ ...task })), touchedBy: new Map() };
  for (const [at, operation] of ops.entries()) applyOne(draft, { operation, at, started });
  const patched = validate(definition, draft);
  refuseLostOutputs(patched, ops);
  return { definition: patched, diff: diffDefinitions(definition, patched) };
}

interface Step {
  operation: PatchOperation;
  at: number;
  started: StartedTasks;
}

function applyOne(draft: Draft, step: Step): void {
  const { operation } = step;
  switch (operation.op) {
    case 'add':
      addTask(draft, { task: operation.task, before: operation.before }, step);
      break;
    case 'replace':
      replaceTask(draft, operation, step);
      break;
    case 'skip':
      skipTask(draft, operation, step);
      break;
    case 'reroute':
      put(draft, { ...touch(draft, operation.task_id, step), dependencies: operation.dependencies });
      break;
    case 'change_input':
      put(draft, { ...touch(draft, operation.task_id, step), input: operation.input });
      break;
    case 'insert_approval':
      insertApproval(draft, operation, step);
      break;
  }
}

function replaceTask(draft: Draft, { task_id: id, task }: Extract<PatchOperation, { op: 'replace' }>, step: Step): void {
  const old = touch(draft, id, step);
  if (task.task_id !== undefined && task.task_id !== id) {
    throw new InvalidError('a task keeps its id', [{ path: `ops.${step.at}.task.task_id`, message: `must be "${id}" or left out` }]);
  }
  put(draft, { ...task, task_id: id, dependencies: task.dependencies ?? old.dependencies } as DraftTask);
}

/** The approval takes over what its task waited for. */
function insertApproval(draft: Draft, operation: Extract<PatchOperation, { op: 'insert_approval' }>, step: Step): void {
  const { task_id: id, before, name, approval } = operation;
  const target = touch(draft, before, { ...step, field: 'before' });
  const task = { task_id: id, ...(name === undefined ? {} : { name }), approval, dependencies: target.dependencies ?? [] };
  addTask(draft, { task, before: [] }, step);
  put(draft, { ...target, dependencies: [id] });
}

function addTask(draft: Draft, added: { task: Record<string, unknown>; before: string[] }, step: Step): void {
  const { task_id: id } = added.task;
  const path = step.operation.op === 'add' ? `ops.${step.at}.task.task_id` : `ops.${step.at}.task_id`;
  if (typeof id !== 'string') throw new InvalidError('a task needs an id', [{ path, message: 'is missing' }]);
  if (draft.tasks.some((task) => task.task_id === id))
    throw new InvalidError('the id is taken', [{ path, message: `there is a task "${id}"` }]);
  draft.tasks.push(added.task as DraftTask);
  draft.touchedBy.set(id, step.at);
  for (const [index, waiting] of added.before.entries()) {
    const task = touch(draft, waiting, { ...step, field: `before.${index}` });
    put(draft, { ...task, dependencies: [...(task.dependencies ?? []), id] });
  }
}

/** It is skipped when its turn comes; what waits for it may go on without it. */
function skipTask(draft: Draft, { task_id: id, dependents }: Extract<PatchOperation, { op: 'skip' }>, step: Step): void {
  put(draft, { ...touch(draft, id, step), condition: NEVER });
  if (dependents === 'skip') return;
  for (const task of draft.tasks) {
    const dependencies = task.dependencies?.map((dependency) => (dependencyId(dependency) === id ? softened(dependency) : dependency));
    if (dependencies?.some((dependency, index) => dependency !== task.dependencies?.[index])) put(draft, { ...task, dependencies });
  }
}

function softened(dependency: DependencyDefinition): DependencyDefinition {
  if (typeof dependency === 'string') return { task_id: dependency, when: 'completed', soft: true };
  return dependency.soft ? dependency : { ...dependency, soft: true };
}

/** The task that an operation is to change, if it may. */
function touch(draft: Draft, id: string, { at, started, field = 'task_id' }: Step & { field?: string }): DraftTask {
  const path = `ops.${at}.${field}`;
  const task = draft.tasks.find((each) => each.task_id === id);
  if (task === undefined) throw new InvalidError('no such task', [{ path, message: `the run has no task "${id}"` }]);
  const status = started.get(id);
  if (status !== undefined) throw new ConflictError(`"${id}" was begun and cannot be changed`, [{ path, message: `is ${status}` }]);
  draft.touchedBy.set(id, at);
  return task;
}

function put(draft: Draft, task: DraftTask): void {
  const at = draft.tasks.findIndex(({ task_id }) => task_id === task.task_id);
  draft.tasks[at] = task;
}

/** Parses the whole again. Faults of a task that an operation made are told at that operation. */
function validate(definition: WorkflowDefinition, { tasks, touchedBy }: Draft): WorkflowDefinition {
  try {
    return validateDefinition({ ...definition, tasks });
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    const [only, ...others] = new Set(touchedBy.values());
    const place = (path: string): string => {
      const [, index = '', rest = ''] = /^tasks\.(\d+)\.?(.*)$/.exec(path) ?? [];
      const operation = touchedBy.get(tasks[Number(index)]?.task_id ?? '');
      if (operation !== undefined) return `ops.${operation}${rest === '' ? '' : `.task.${rest}`}`;
      // Told at a task that nobody touched, a cycle for one: with a single operation it can be no other.
      return only === undefined || others.length > 0 ? path : `ops.${only}`;
    };
    const faults = error.faults.map((fault): Fault => ({ path: place(fault.path), message: fault.message }));
    throw new InvalidDefinitionError(`the patch makes no valid graph: ${faults[0]?.path}: ${faults[0]?.message}`, faults);
  }
}

/** Whoever goes on without a task cannot be given its output. */
function refuseLostOutputs(definition: WorkflowDefinition, ops: readonly PatchOperation[]): void {
  const skipped = new Map(
    ops.flatMap((operation, at) =>
      operation.op === 'skip' && operation.dependents === 'continue' ? [[operation.task_id, at] as const] : [],
    ),
  );
  if (skipped.size === 0) return;
  const cache: ConditionCache = new Map();
  const faults = definition.tasks.flatMap((task) =>
    namedTasks(task, cache).named.flatMap(({ taskId, path }): Fault[] => {
      const at = skipped.get(taskId);
      if (at === undefined || !path.startsWith('input')) return [];
      return [
        { path: `ops.${at}.task_id`, message: `"${task.task_id}" is given the output of "${taskId}": change its input in the same patch` },
      ];
    }),
  );
  if (faults.length > 0) throw new InvalidError('a task that goes on needs the output of one that is skipped', faults);
}

/** Whether a policy lets a proposal be applied without a person. `before`: how many it let through in this run already. */
export function acceptsProposal(
  { operations, most }: NonNullable<WorkflowDefinition['accept_proposals']>,
  ops: readonly PatchOperation[],
  before: number,
): boolean {
  return before < most && ops.every(({ op }) => operations.includes(op));
}

/** What a result proposes under `proposed_patch`; undefined: nothing. */
export function proposedPatchOf(outputText: string): JsonValue | undefined {
  // Most results propose nothing: they are not parsed for it.
  if (!outputText.includes('"proposed_patch"')) return undefined;
  const output = JSON.parse(outputText) as JsonValue;
  if (output === null || typeof output !== 'object' || Array.isArray(output)) return undefined;
  return output.proposed_patch;
}
