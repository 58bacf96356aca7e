import { listReferences } from '@/server/core/expression/references.ts';
import type { JsonValue } from '@/server/core/json.ts';
import { taskDefinitionSchema, workflowDefinitionSchema } from '@/server/core/workflow/definition.ts';
import type { DraftFault } from './check-draft.ts';
import { type Draft, isObject, taskIdOf } from './draft.ts';
import type { Path } from './edit-chunk.ts';
import { setHeadField, setTaskField } from './edit-draft.ts';
import { connect, disconnect, freeId, idsOf, removeTasks } from './edit-tasks.ts';
import { nearestName } from './nearest-name.ts';
import { renameReferences } from './rename-references.ts';
import { dependencyIdOf, edgesOf, pathBetween, refuseEdge } from './task-edges.ts';

/** One act that takes a fault away. */
export interface Fix {
  /** The act in words. */
  label: string;
  apply(draft: Draft): Draft;
}

function valueAt(draft: Draft, [first, second, ...rest]: Path): JsonValue | undefined {
  const isTask = first === 'tasks' && typeof second === 'number';
  const start = isTask ? draft.tasks[second]?.value : draft.head?.[String(first)];
  const steps = isTask ? rest : second === undefined ? [] : [second, ...rest];
  return steps.reduce<JsonValue | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) ? value[String(step)] : undefined;
  }, start);
}

function setValue(path: Path, value: JsonValue | undefined): (draft: Draft) => Draft {
  const [first, second, ...rest] = path;
  return (draft) =>
    first === 'tasks' && typeof second === 'number'
      ? setTaskField(draft, { index: second, path: rest }, value)
      : setHeadField(draft, path, value);
}

const use = (path: Path, value: JsonValue): Fix => ({ label: `Use ${JSON.stringify(value)}`, apply: setValue(path, value) });
const drop = (path: Path, what: string): Fix => ({ label: `Remove ${what}`, apply: setValue(path, undefined) });

/** What a field gets that must be there and is not. */
function missingValue(draft: Draft, path: Path): JsonValue | undefined {
  const [first, index, field] = path;
  if (first === 'name') return 'Untitled workflow';
  if (first !== 'tasks' || typeof index !== 'number') return undefined;
  if (field === 'task_id') return freeId(idsOf(draft), `task-${index + 1}`);
  if (field === 'task_type') return taskIdOf(draft.tasks[index] ?? { value: null }) ?? 'work';
  return undefined;
}

function fixUnknownKeys(draft: Draft, fault: DraftFault, keys: readonly string[]): Fix[] {
  const inTask = fault.path[0] === 'tasks' && fault.path.length === 2;
  const known = inTask
    ? Object.keys(taskDefinitionSchema.shape)
    : fault.path.length === 0
      ? Object.keys(workflowDefinitionSchema.shape)
      : [];
  return keys.flatMap((key) => {
    const path = [...fault.path, key];
    const value = valueAt(draft, path);
    const near = nearestName(key, known);
    const free = near !== null && valueAt(draft, [...fault.path, near]) === undefined;
    const rename: Fix[] =
      free && value !== undefined
        ? [
            {
              label: `Rename "${key}" to "${near}"`,
              apply: (old) => setValue([...fault.path, near], value)(setValue(path, undefined)(old)),
            },
          ]
        : [];
    return [...rename, drop(path, `"${key}"`)];
  });
}

function fixShape(draft: Draft, fault: DraftFault): Fix[] {
  const { issue, path } = fault;
  const value = valueAt(draft, path);
  const required = path.length === 3 && (path[2] === 'task_id' || path[2] === 'task_type');
  const removal = required || path.length === 0 || path[0] === 'name' || path.length === 2 ? [] : [drop(path, `"${path.at(-1)}"`)];
  if (issue?.code === 'unrecognized_keys') return fixUnknownKeys(draft, fault, issue.keys);
  if (value === undefined) {
    const wanted = missingValue(draft, path);
    return wanted === undefined ? [] : [{ label: `Set it to ${JSON.stringify(wanted)}`, apply: setValue(path, wanted) }];
  }
  if (issue?.code === 'invalid_value' && typeof value === 'string') {
    const near = nearestName(
      value,
      issue.values.filter((each) => typeof each === 'string'),
    );
    return [...(near === null ? [] : [use(path, near)]), ...removal];
  }
  if (issue?.code === 'too_small' && typeof value === 'number') return [use(path, Number(issue.minimum)), ...removal];
  if (issue?.code === 'too_big' && typeof value === 'number') return [use(path, Number(issue.maximum)), ...removal];
  if (issue?.code === 'invalid_format' && typeof value === 'string' && required) return [use(path, freeId(new Set(), value))];
  if (issue?.code === 'invalid_type' && required && (typeof value === 'number' || typeof value === 'boolean'))
    return [use(path, String(value))];
  return removal;
}

function fixDependency(draft: Draft, path: Path, index: number): Fix[] {
  const given = valueAt(draft, path);
  const id = dependencyIdOf(given);
  const own = taskIdOf(draft.tasks[index] ?? { value: null });
  const removal = drop(path, 'the dependency');
  if (id === null || id === own || idsOf(draft).has(id)) return [removal];
  const others = [...idsOf(draft)].filter((each) => own !== null && each !== own && refuseEdge(draft, each, own) === null);
  const near = nearestName(id, others);
  if (near === null) return [removal];
  return [use(isObject(given) ? [...path, 'task_id'] : path, near), removal];
}

/** Takes the edge of a circle that leads furthest back in the list. */
function fixCycle(draft: Draft, to: string): Fix[] {
  const edges = edgesOf(draft);
  const place = new Map([...idsOf(draft)].map((id, index) => [id, index]));
  const circles = edges.filter((edge) => edge.to === to).flatMap(({ from }) => pathBetween(edges, to, from) ?? []);
  if (circles.length === 0) return [];
  const circle = new Set(circles);
  const back = edges
    .filter((edge) => circle.has(edge.from) && circle.has(edge.to) && pathBetween(edges, edge.to, edge.from) !== null)
    .toSorted((a, b) => (place.get(b.from) ?? 0) - (place.get(b.to) ?? 0) - ((place.get(a.from) ?? 0) - (place.get(a.to) ?? 0)))[0];
  return back ? [{ label: `Remove ${back.from} → ${back.to}`, apply: (old) => disconnect(old, back) }] : [];
}

/** A place that names a task which does not exist, or which is not over before. */
function fixReference(draft: Draft, path: Path, index: number): Fix[] {
  const text = valueAt(draft, path);
  const own = taskIdOf(draft.tasks[index] ?? { value: null });
  if (typeof text !== 'string' || own === null) return [];
  const known = idsOf(draft);
  const named = listReferences(text).references.flatMap(({ reference }) => (reference.root === 'tasks' ? [reference.task] : []));
  const inCondition = [...text.matchAll(/(?<![\w.])tasks\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*["']([^"']+)["']\s*\])/g)].map(
    ([, dotted, quoted]) => dotted ?? quoted ?? '',
  );
  const rest = path.slice(2);
  return [...new Set([...named, ...inCondition])].flatMap((id): Fix[] => {
    if (known.has(id)) {
      if (refuseEdge(draft, id, own) !== null) return [];
      return [{ label: `Wait for "${id}"`, apply: (old) => connect(old, { from: id, to: own }) }];
    }
    const near = nearestName(
      id,
      [...known].filter((each) => each !== own),
    );
    const renamed =
      near === null
        ? undefined
        : renameReferences(draft.tasks[index]?.value ?? null, id, near).find((each) => each.path.join('.') === rest.join('.'));
    return near === null || !renamed
      ? []
      : [{ label: `Read "${near}"`, apply: (old) => setTaskField(old, { index: index, path: rest }, renamed.value) }];
  });
}

/** A target of a branch that does not wait for it, waits otherwise than it must, or does not exist. */
function fixTarget(draft: Draft, path: Path, from: string): Fix[] {
  const to = valueAt(draft, path);
  const removal = drop(path, 'the target');
  if (typeof to !== 'string') return [removal];
  const known = idsOf(draft);
  if (known.has(to)) {
    const isEdge = edgesOf(draft).some((edge) => edge.from === from && edge.to === to);
    if (!isEdge && refuseEdge(draft, from, to) !== null) return [removal];
    return [{ label: `Let "${to}" wait for "${from}"`, apply: (old) => connect(old, { from, to }) }, removal];
  }
  const near = nearestName(
    to,
    [...known].filter((id) => refuseEdge(draft, from, id) === null || edgesOf(draft).some((edge) => edge.from === from && edge.to === id)),
  );
  return near === null ? [removal] : [use(path, near), removal];
}

/** Whether a path leads to a task that a branch names. */
const isTarget = ([, , field, list, , then]: Path) => field === 'branch' && (list === 'otherwise' || then === 'then');

/** What can be done about a fault, the likeliest first; empty when only its author knows. */
export function fixesOf(draft: Draft, fault: DraftFault): Fix[] {
  if (fault.issue) return fixShape(draft, fault);
  const [first, index, field, place] = fault.path;
  if (first === 'tasks' && index === undefined && draft.tasks.length === 0) return [];
  if (first !== 'tasks' || typeof index !== 'number') return [];
  const own = taskIdOf(draft.tasks[index] ?? { value: null });
  if (field === 'sub_workflow' && place === 'workflow_id' && own !== null)
    return [{ label: 'Remove the task', apply: (old) => removeTasks(old, [own]) }];
  if (field === 'task_id' && own !== null) return [use(fault.path, freeId(idsOf(draft), own))];
  if (field === 'dependencies' && typeof place === 'number') return fixDependency(draft, fault.path, index);
  if (field === 'dependencies') return own === null ? [] : fixCycle(draft, own);
  if (own !== null && isTarget(fault.path)) return fixTarget(draft, fault.path, own);
  const fixes = fixReference(draft, fault.path, index);
  return field === 'condition' ? [...fixes, drop(fault.path, 'the condition')] : fixes;
}
