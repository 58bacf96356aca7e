import { isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { type Draft, findTask, isObject, taskIdOf } from './draft.ts';
import { setAt } from './edit-chunk.ts';
import { dropTasksAt, editTasksAt, indexesOf, insertTaskBodies, taskBody } from './edit-draft.ts';
import { renameReferences } from './rename-references.ts';
import { type DraftEdge, dependenciesOf, dependencyIdOf } from './task-edges.ts';

// Changes of tasks and of the edges between them.

const MAX_ID = 100;

/** An id that no task has yet: the wish itself, or with the first free number behind it. */
export function freeId(taken: ReadonlySet<string>, wish: string): string {
  const base = wish.replace(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[^a-zA-Z0-9]+|-+$/g, '') || 'task';
  if (!taken.has(base)) return base.slice(0, MAX_ID);
  const stem = base.replace(/-?\d+$/, '').slice(0, MAX_ID - 8) || 'task';
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

export function idsOf({ tasks }: Pick<Draft, 'tasks'>): Set<string> {
  return new Set(tasks.flatMap((task) => taskIdOf(task) ?? []));
}

/** Adds a task behind another one in the list, or at its end. */
export function addTask(draft: Draft, task: JsonObject, behind?: string): Draft {
  const [at] = behind === undefined ? [] : indexesOf(draft, [behind]);
  return insertTaskBodies(draft, [{ lead: '', body: taskBody(task) }], at ?? null);
}

const isDependencyList = (value: JsonValue | undefined): value is JsonValue[] => Array.isArray(value);

function itemOf({ from, when, soft }: Omit<DraftEdge, 'to'>): JsonValue {
  if (when === 'completed' && !soft) return from;
  return { task_id: from, ...(when !== 'completed' && { when }), ...(soft && { soft }) };
}

/** Makes one task wait for another; an edge that is there already is given the new terms. */
export function connect(
  draft: Draft,
  { from, to, when = 'completed', soft = false }: Pick<DraftEdge, 'from' | 'to'> & Partial<DraftEdge>,
): Draft {
  const item = itemOf({ from, when, soft });
  return editTasksAt(draft, indexesOf(draft, [to]), (task, document) => {
    const list = task.get('dependencies', true) as YAMLSeq | undefined;
    const values = (isSeq(list) ? list.toJS(document) : []) as JsonValue[];
    const at = values.findIndex((value) => dependencyIdOf(value) === from);
    if (!isSeq(list)) setAt({ map: task, document: document }, ['dependencies'], [item]);
    else if (at !== -1) list.items[at] = document.createNode(item);
    else {
      list.items.push(document.createNode(item));
      if (isObject(item) && list.items.length === 1) list.flow = false;
    }
  });
}

/** Drops the edges from some tasks, wherever a task names them: as dependencies and as targets of its branches. */
function forget(task: YAMLMap, value: JsonObject, gone: ReadonlySet<string>): void {
  const drop = (list: unknown, values: JsonValue | undefined) => {
    if (!isSeq(list) || !isDependencyList(values)) return;
    list.items = list.items.filter((_, index) => !gone.has(dependencyIdOf(values[index]) ?? ''));
  };
  drop(task.get('dependencies', true), value.dependencies);
  if (isDependencyList(value.dependencies) && value.dependencies.every((item) => gone.has(dependencyIdOf(item) ?? '')))
    task.delete('dependencies');
  if (!isObject(value.branch)) return;
  drop(task.getIn(['branch', 'otherwise'], true), value.branch.otherwise);
  if (!Array.isArray(value.branch.cases)) return;
  for (const [index, each] of value.branch.cases.entries())
    if (isObject(each)) drop(task.getIn(['branch', 'cases', index, 'then'], true), each.then);
}

const namesOf = (value: JsonObject): Set<string> => {
  const branch = isObject(value.branch) ? value.branch : {};
  const cases = Array.isArray(branch.cases) ? branch.cases : [];
  const lists = [branch.otherwise, ...cases.map((each) => (isObject(each) ? each.then : undefined)), value.dependencies];
  return new Set(lists.flatMap((list) => (Array.isArray(list) ? list : [])).flatMap((item) => dependencyIdOf(item) ?? []));
};

/** The places of the tasks that wait for one of these, or branch to it. */
function namers(draft: Draft, ids: ReadonlySet<string>): number[] {
  return draft.tasks.flatMap(({ value }, index) => (isObject(value) && [...namesOf(value)].some((id) => ids.has(id)) ? [index] : []));
}

/** Removes an edge. */
export function disconnect(draft: Draft, { from, to }: Pick<DraftEdge, 'from' | 'to'>): Draft {
  return editTasksAt(draft, indexesOf(draft, [to]), (task, _, index) => {
    const { dependencies } = (draft.tasks[index]?.value ?? {}) as JsonObject;
    forget(task, dependencies === undefined ? {} : { dependencies }, new Set([from]));
  });
}

/** Removes tasks with every edge from and to them. What else named them is left, to be shown as a fault. */
export function removeTasks(draft: Draft, ids: readonly string[]): Draft {
  const gone = new Set(ids);
  const stays = editTasksAt(
    draft,
    namers(draft, gone).filter((index) => !gone.has(taskIdOf(draft.tasks[index] ?? { value: null }) ?? '')),
    (task, _, index) => forget(task, draft.tasks[index]?.value as JsonObject, gone),
  );
  return dropTasksAt(stays, indexesOf(stays, ids));
}

/** Gives a task another id; everything that names it follows. */
export function renameTask(draft: Draft, from: string, to: string): Draft {
  if (from === to) return draft;
  const own = new Set(indexesOf(draft, [from]));
  const replaced = draft.tasks.map(({ value }) => renameReferences(value, from, to));
  const touched = replaced.flatMap((list, index) => (list.length > 0 || own.has(index) ? [index] : []));
  return editTasksAt(draft, touched, (task, document, index) => {
    if (own.has(index)) setAt({ map: task, document: document }, ['task_id'], to);
    for (const { path, value } of replaced[index] ?? []) setAt({ map: task, document: document }, path, value);
  });
}

/** Puts a new task in the middle of an edge: it waits as the edge did, and the edge's target waits for it. */
export function insertOnEdge(draft: Draft, edge: DraftEdge, task: JsonObject & { task_id: string }): Draft {
  const added = addTask(draft, { ...task, dependencies: [itemOf(edge)] }, edge.from);
  const target = findTask(added, edge.to);
  const place = target ? dependenciesOf(target).findIndex((item) => dependencyIdOf(item) === edge.from) : -1;
  if (place === -1) return added;
  return editTasksAt(added, indexesOf(added, [edge.to]), (map, document) =>
    setAt({ map: map, document: document }, ['dependencies', place], task.task_id),
  );
}
