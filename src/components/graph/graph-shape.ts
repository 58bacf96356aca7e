import type { JsonValue } from '@/server/core/json.ts';

export interface GraphNode {
  /** The definition's task_id. */
  id: string;
  name: string;
  type: string;
}

export interface GraphEdge {
  from: string;
  to: string;
  when: string;
  soft: boolean;
}

export interface GraphShape {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const text = (value: JsonValue | undefined, otherwise: string) => (typeof value === 'string' ? value : otherwise);

function edgeOf(dependency: JsonValue, to: string): GraphEdge[] {
  if (typeof dependency === 'string') return [{ from: dependency, to, when: 'completed', soft: false }];
  if (!isObject(dependency) || typeof dependency.task_id !== 'string') return [];
  return [{ from: dependency.task_id, to, when: text(dependency.when, 'completed'), soft: dependency.soft === true }];
}

/**
 * The graph that a definition draws. It also reads one that is still being written: what has no id is left out, as are edges from
 * nowhere.
 */
export function shapeOf(definition: JsonValue): GraphShape {
  const tasks = isObject(definition) && Array.isArray(definition.tasks) ? definition.tasks.filter(isObject) : [];
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  for (const task of tasks) {
    const id = task.task_id;
    if (typeof id !== 'string' || nodes.has(id)) continue;
    nodes.set(id, { id, name: text(task.name, id), type: text(task.task_type, '') });
    if (Array.isArray(task.dependencies)) edges.push(...task.dependencies.flatMap((each) => edgeOf(each, id)));
  }
  return { nodes: [...nodes.values()], edges: edges.filter(({ from }) => nodes.has(from)) };
}
