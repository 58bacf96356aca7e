import { canonicalJson } from '../canonical-json.ts';
import type { JsonValue } from '../json.ts';
import type { DependencyDefinition, TaskDefinition, WorkflowDefinition } from './definition.ts';

// What two definitions of one workflow have differently, in the words of the graph: tasks by task_id, edges by their two ends.

/** A field with its value before and after; undefined where there was none, or is none any more. */
export interface FieldChange {
  field: string;
  before?: JsonValue;
  after?: JsonValue;
}

export interface TaskRef {
  taskId: string;
  name: string;
  taskType: string;
}

export interface TaskChange extends TaskRef {
  fields: FieldChange[];
}

export interface EdgeRef {
  from: string;
  to: string;
  when: string;
  soft: boolean;
}

export interface EdgeChange {
  from: string;
  to: string;
  before: Pick<EdgeRef, 'when' | 'soft'>;
  after: Pick<EdgeRef, 'when' | 'soft'>;
}

export interface DefinitionDiff {
  /** Of the workflow as a whole. */
  settings: FieldChange[];
  added: TaskRef[];
  removed: TaskRef[];
  /** Dependencies aside: those are edges. */
  changed: TaskChange[];
  addedEdges: EdgeRef[];
  removedEdges: EdgeRef[];
  changedEdges: EdgeChange[];
}

/** Task fields that say how a task is scheduled or shown, not what it does: its result stands without them. */
const RESULT_NEUTRAL: ReadonlySet<string> = new Set([
  'name',
  'metadata',
  'priority',
  'estimated_duration_minutes',
  'timeout_seconds',
  'retry',
  'hedge',
  'parallelizable',
]);

/** Everything that differs. Both are definitions as validateDefinition returned them. */
export function diffDefinitions(before: WorkflowDefinition, after: WorkflowDefinition): DefinitionDiff {
  const [tasksBefore, tasksAfter] = [byId(before.tasks), byId(after.tasks)];
  const [edgesBefore, edgesAfter] = [edgesOf(before.tasks), edgesOf(after.tasks)];
  return {
    settings: fieldChanges(before, after, ['tasks', 'workflow_id']),
    added: after.tasks.filter(({ task_id }) => !tasksBefore.has(task_id)).map(taskRef),
    removed: before.tasks.filter(({ task_id }) => !tasksAfter.has(task_id)).map(taskRef),
    changed: after.tasks.flatMap((task) => {
      const old = tasksBefore.get(task.task_id);
      const fields = old === undefined ? [] : fieldChanges(old, task, ['dependencies']);
      return fields.length === 0 ? [] : [{ ...taskRef(task), fields }];
    }),
    addedEdges: [...edgesAfter].flatMap(([key, edge]) => (edgesBefore.has(key) ? [] : [edge])),
    removedEdges: [...edgesBefore].flatMap(([key, edge]) => (edgesAfter.has(key) ? [] : [edge])),
    changedEdges: [...edgesAfter].flatMap(([key, edge]) => edgeChange(edgesBefore.get(key), edge)),
  };
}

/** Whether two definitions are the same graph with the same settings. */
export function isSameDefinition(diff: DefinitionDiff): boolean {
  return Object.values(diff).every((changes: unknown[]) => changes.length === 0);
}

/** The tasks of `after` whose result in `before` does not stand for them: what they do, or what they wait for, is another. */
export function changedResults(before: WorkflowDefinition, after: WorkflowDefinition): Set<string> {
  const diff = diffDefinitions(before, after);
  const edges = [...diff.addedEdges, ...diff.removedEdges, ...diff.changedEdges];
  return new Set([
    ...diff.changed.filter(({ fields }) => fields.some(({ field }) => !RESULT_NEUTRAL.has(field))).map(({ taskId }) => taskId),
    ...edges.map(({ to }) => to),
  ]);
}

const byId = (tasks: readonly TaskDefinition[]) => new Map(tasks.map((task) => [task.task_id, task]));

function taskRef(task: TaskDefinition): TaskRef {
  return { taskId: task.task_id, name: task.name ?? task.task_id, taskType: task.task_type };
}

function fieldChanges(before: object, after: object, except: readonly string[]): FieldChange[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))] as [
    Map<string, JsonValue | undefined>,
    Map<string, JsonValue | undefined>,
  ];
  const fields = new Set([...old.keys(), ...young.keys()]);
  return [...fields].flatMap((field) => {
    const [was, is] = [old.get(field), young.get(field)];
    if (except.includes(field) || isSame(was, is)) return [];
    return [{ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalJson(a) === canonicalJson(b);
}

function edgesOf(tasks: readonly TaskDefinition[]): Map<string, EdgeRef> {
  const edges = tasks.flatMap((task) => task.dependencies.map((dependency) => edgeRef(dependency, task.task_id)));
  // An id holds no blank, so the two ends make one key.
  return new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
}

function edgeRef(dependency: DependencyDefinition, to: string): EdgeRef {
  if (typeof dependency === 'string') return { from: dependency, to, when: 'completed', soft: false };
  return { from: dependency.task_id, to, when: dependency.when, soft: dependency.soft };
}

function edgeChange(old: EdgeRef | undefined, edge: EdgeRef): EdgeChange[] {
  if (old === undefined || (old.when === edge.when && old.soft === edge.soft)) return [];
  const { from, to, when, soft } = edge;
  return [{ from, to, before: { when: old.when, soft: old.soft }, after: { when, soft } }];
}
