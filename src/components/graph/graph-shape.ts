import type { JsonValue } from '@/server/core/json.ts';
import { type CanvasEdge, type CanvasNode, TASK_KINDS, type TaskKind } from './canvas-graph.ts';

export type GraphNode = Omit<CanvasNode, 'x' | 'y' | 'fault'>;

/** A graph before anybody has placed it. */
export interface GraphShape {
  nodes: GraphNode[];
  edges: CanvasEdge[];
}

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const text = (value: JsonValue | undefined, otherwise: string) => (typeof value === 'string' ? value : otherwise);

function edgeOf(dependency: JsonValue, to: string): CanvasEdge[] {
  if (typeof dependency === 'string') return [{ from: dependency, to, when: 'completed', soft: false }];
  if (!isObject(dependency) || typeof dependency.task_id !== 'string') return [];
  return [{ from: dependency.task_id, to, when: text(dependency.when, 'completed'), soft: dependency.soft === true }];
}

/** The kind that a task as it is written is of: it names it by a field of that name. */
export function kindOf(task: { [key: string]: JsonValue }): TaskKind {
  return TASK_KINDS.find((kind) => isObject(task[kind])) ?? 'agent';
}

/**
 * The graph that a definition draws. It also reads one that is still being written: what has no id is left out, as are edges from
 * nowhere.
 */
export function shapeOf(definition: JsonValue): GraphShape {
  const tasks = isObject(definition) && Array.isArray(definition.tasks) ? definition.tasks.filter(isObject) : [];
  const nodes = new Map<string, GraphNode>();
  const edges: CanvasEdge[] = [];
  for (const task of tasks) {
    const id = task.task_id;
    if (typeof id !== 'string' || nodes.has(id)) continue;
    const kind = kindOf(task);
    nodes.set(id, { id, name: text(task.name, id), type: text(task.task_type, kind === 'agent' ? '' : kind), kind });
    if (Array.isArray(task.dependencies)) edges.push(...task.dependencies.flatMap((each) => edgeOf(each, id)));
  }
  return { nodes: [...nodes.values()], edges: edges.filter(({ from }) => nodes.has(from)) };
}
