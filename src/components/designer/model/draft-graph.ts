import type { JsonObject } from '@/server/core/json.ts';
import { placeOf } from '../../graph/areas.ts';
import type { CanvasGraph, CanvasNode, Point, TaskKind } from '../../graph/canvas-graph.ts';
import type { DraftFault } from './check-draft.ts';
import { type Draft, isObject, taskIdOf } from './draft.ts';
import { edgesOf } from './task-edges.ts';

/** Fields that make a task of a kind; the first that is there counts. */
export const KIND_FIELDS = [
  'map',
  'loop',
  'branch',
  'approval',
  'timer',
  'wait',
  'sub_workflow',
  'compensation',
] as const satisfies readonly TaskKind[];

/** Kinds that no agent does; their type is their name. */
export const CONTROL_KINDS: ReadonlySet<TaskKind> = new Set(['branch', 'approval', 'timer', 'wait', 'sub_workflow']);

export function kindOf(task: JsonObject): TaskKind {
  return KIND_FIELDS.find((field) => task[field] !== undefined) ?? 'agent';
}

const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);

/** The first fault of each task, by id. */
function faultsById(draft: Pick<Draft, 'tasks'>, faults: readonly DraftFault[]): Map<string, string> {
  const byId = new Map<string, string>();
  for (const { path, message } of faults) {
    const index = path[0] === 'tasks' ? path[1] : undefined;
    const id = typeof index === 'number' ? taskIdOf(draft.tasks[index] ?? { value: null }) : null;
    if (id !== null && !byId.has(id)) byId.set(id, message);
  }
  return byId;
}

/** The part of the graph that the layout needs: what there is and who waits for whom, without places. */
export function shapeOfDraft(draft: Pick<Draft, 'tasks'>) {
  const nodes = new Map<string, { id: string; name: string; type: string; kind: TaskKind }>();
  for (const task of draft.tasks) {
    const id = taskIdOf(task);
    if (id === null || nodes.has(id) || !isObject(task.value)) continue;
    const kind = kindOf(task.value);
    nodes.set(id, { id, name: text(task.value.name, id), type: text(task.value.task_type, CONTROL_KINDS.has(kind) ? kind : ''), kind });
  }
  const edges = edgesOf(draft).filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  return { nodes: [...nodes.values()], edges };
}

/** What the canvas draws. Tasks without an id are left out; where two have one id, the first is drawn. */
export function graphOfDraft(draft: Pick<Draft, 'tasks'>, laidOut: ReadonlyMap<string, Point>, faults: readonly DraftFault[]): CanvasGraph {
  const wrong = faultsById(draft, faults);
  const places = new Map(draft.tasks.flatMap((task) => [[taskIdOf(task), placeOf(task.value)] as const]));
  const { nodes, edges } = shapeOfDraft(draft);
  return {
    nodes: nodes.map((node): CanvasNode => {
      const { x, y } = places.get(node.id) ?? laidOut.get(node.id) ?? { x: 0, y: 0 };
      const fault = wrong.get(node.id);
      return { ...node, x, y, ...(fault !== undefined && { fault }) };
    }),
    edges,
  };
}
