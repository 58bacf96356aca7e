import type { TaskStatus } from '../task/state.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { type DefinitionDiff, diffDefinitions } from '../workflow/diff-definitions.ts';
import { ROLLBACK_KEY } from '../workflow/plan-rollback.ts';
import { type PlanInput, type PlannedDependency, type PlannedTask, planRun } from '../workflow/plan-run.ts';

// How the stored tasks of a run follow its graph to another one. Tasks that were begun are never touched.
//
// A task that is ready may be in somebody's hands already: its condition under evaluation, its turn about to come. It is therefore made
// anew under another id, and whatever was begun for the old one finds nothing to change.
//
// The rollback holds how each task is undone, so it changes with every one of them. Once it has begun, nothing is added or changed any more.

export interface StoredTask {
  id: string;
  key: string;
  status: TaskStatus;
  /** Somebody had it, or has it; or it waits for an event of its own. */
  started: boolean;
  refIds: string[];
  dependencies: PlannedDependency[];
}

export interface Rewrite {
  /** Pending tasks that change in place. */
  changed: PlannedTask[];
  /** Ready tasks that change, by the id they had. */
  remade: { was: string; task: PlannedTask }[];
  added: PlannedTask[];
  /** Ids of tasks that the new graph does not have. */
  removed: string[];
  /** All dependencies of the changed, remade and added tasks. */
  dependencies: PlannedDependency[];
  /** Tasks that would have to change and were begun, by key. */
  begun: { key: string; status: TaskStatus }[];
}

interface RewriteInput extends Omit<PlanInput, 'definition'> {
  before: WorkflowDefinition;
  after: WorkflowDefinition;
  stored: readonly StoredTask[];
}

/** Plans the change of the rows of a run from one graph to another. */
export function planRewrite({ before, after, stored, ...rest }: RewriteInput): Rewrite {
  const diff = diffDefinitions(before, after);
  const touched = touchedKeys(diff);
  const byKey = new Map(stored.map((task) => [task.key, task]));
  // In a sequential or mixed run the turn of a ready task may pass to one that came before it.
  const turns = after.execution_mode === 'sequential' || after.execution_mode === 'mixed';
  const remade = new Map(
    stored
      .filter(({ key, status, started }) => (turns || touched.has(key)) && status === 'ready' && !started)
      .map(({ key, id }) => [key, { was: id, id: rest.newId() }]),
  );
  const idOf = (key: string) => remade.get(key)?.id ?? byKey.get(key)?.id ?? null;
  const plan = planRun({ ...rest, definition: undoes(before) && !byKey.has(ROLLBACK_KEY) ? withoutRollback(after) : after, idOf });
  const edges = edgesByTask(plan.dependencies);
  const rewrite: Rewrite = { changed: [], remade: [], added: [], removed: [], dependencies: [], begun: [] };
  for (const task of plan.tasks)
    sortTask(rewrite, { task, old: byKey.get(task.key), was: remade.get(task.key)?.was, edges: edges.get(task.id) ?? [], touched });
  const gone = plan.tasks.some(({ key }) => key === ROLLBACK_KEY) ? [] : [ROLLBACK_KEY];
  for (const key of [...diff.removed.map(({ taskId }) => taskId), ...gone]) {
    const old = byKey.get(key);
    if (old?.started) rewrite.begun.push({ key, status: old.status });
    else if (old !== undefined) rewrite.removed.push(old.id);
  }
  return rewrite;
}

const undoes = ({ on_failure, tasks }: WorkflowDefinition) =>
  on_failure === 'rollback' && tasks.some(({ compensation }) => compensation !== undefined);

/** A trial was begun without one. */
const withoutRollback = ({ on_failure: _, ...definition }: WorkflowDefinition): WorkflowDefinition => definition;

/** Dependencies by the task that has them. */
export function edgesByTask(dependencies: readonly PlannedDependency[]): Map<string, PlannedDependency[]> {
  const byTask = new Map<string, PlannedDependency[]>();
  for (const edge of dependencies) {
    const known = byTask.get(edge.taskId);
    if (known === undefined) byTask.set(edge.taskId, [edge]);
    else known.push(edge);
  }
  return byTask;
}

function sortTask(
  rewrite: Rewrite,
  of: { task: PlannedTask; old: StoredTask | undefined; was: string | undefined; edges: PlannedDependency[]; touched: ReadonlySet<string> },
): void {
  const { task, old, was, edges, touched } = of;
  if (old?.started) {
    if (touched.has(task.key)) rewrite.begun.push({ key: task.key, status: old.status });
    return;
  }
  if (old === undefined) rewrite.added.push(task);
  else if (was !== undefined) rewrite.remade.push({ was, task });
  else if (touched.has(task.key) || !sameEdges(old.dependencies, edges) || !sameIds(old.refIds, task.refIds)) rewrite.changed.push(task);
  else return;
  rewrite.dependencies.push(...edges);
}

/** Tasks that change themselves, tasks whose edges do, and the rollback of them. */
function touchedKeys({ changed, addedEdges, removedEdges, changedEdges, removed }: DefinitionDiff): Set<string> {
  const gone = new Set(removed.map(({ taskId }) => taskId));
  const ends = [...addedEdges, ...removedEdges, ...changedEdges].map(({ to }) => to).filter((key) => !gone.has(key));
  return new Set([...changed.map(({ taskId }) => taskId), ...ends, ROLLBACK_KEY]);
}

/** A way that a branch has closed is still an edge of the graph. */
const edgeText = ({ depId, when, soft }: PlannedDependency) => `${depId} ${when === 'not_taken' ? 'completed' : when} ${soft}`;

function sameEdges(one: readonly PlannedDependency[], other: readonly PlannedDependency[]): boolean {
  return sameIds(one.map(edgeText), other.map(edgeText));
}

function sameIds(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  const known = new Set(one);
  return other.every((each) => known.has(each));
}
