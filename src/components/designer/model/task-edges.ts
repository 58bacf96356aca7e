import type { JsonValue } from '@/server/core/json.ts';
import { type Draft, type DraftTask, isObject, taskIdOf } from './draft.ts';

// Who waits for whom, read from tasks as they stand, half-written ones included.

export interface DraftEdge {
  from: string;
  to: string;
  when: string;
  soft: boolean;
}

/** The id that a dependency names; null when it names none. */
export function dependencyIdOf(dependency: JsonValue | undefined): string | null {
  if (typeof dependency === 'string') return dependency;
  return isObject(dependency) && typeof dependency.task_id === 'string' ? dependency.task_id : null;
}

export function dependenciesOf({ value }: Pick<DraftTask, 'value'>): JsonValue[] {
  return isObject(value) && Array.isArray(value.dependencies) ? value.dependencies : [];
}

function edgesTo(task: DraftTask, to: string): DraftEdge[] {
  return dependenciesOf(task).flatMap((dependency) => {
    const from = dependencyIdOf(dependency);
    if (from === null) return [];
    const given = isObject(dependency) ? dependency : {};
    return [{ from, to, when: typeof given.when === 'string' ? given.when : 'completed', soft: given.soft === true }];
  });
}

/** Every edge once, also those from tasks that are not there. */
export function edgesOf({ tasks }: Pick<Draft, 'tasks'>): DraftEdge[] {
  const seen = new Set<string>();
  return tasks.flatMap((task) => {
    const id = taskIdOf(task);
    if (id === null) return [];
    return edgesTo(task, id).filter(({ from }) => {
      const key = JSON.stringify([from, id]);
      return !seen.has(key) && seen.add(key);
    });
  });
}

/**
 * The tasks on a shortest way from one to another along the edges, both ends included; null when there is none.
 */
export function pathBetween(edges: readonly DraftEdge[], from: string, to: string): string[] | null {
  const next = new Map<string, DraftEdge[]>();
  for (const edge of edges) {
    const list = next.get(edge.from);
    if (list) list.push(edge);
    else next.set(edge.from, [edge]);
  }
  const before = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (const id of queue) {
    if (id === to) break;
    for (const edge of next.get(id) ?? []) {
      if (before.has(edge.to)) continue;
      before.set(edge.to, id);
      queue.push(edge.to);
    }
  }
  if (!before.has(to)) return null;
  const path: string[] = [];
  for (let id: string | null = to; id !== null; id = before.get(id) ?? null) path.push(id);
  return path.reverse();
}

/** A longer way is named by its ends. */
const SHOWN = 8;

/** Why an edge cannot be drawn; null when it can. */
export function refuseEdge(draft: Pick<Draft, 'tasks'>, from: string, to: string): string | null {
  if (from === to) return `"${from}" would wait for itself.`;
  const edges = edgesOf(draft);
  if (edges.some((edge) => edge.from === from && edge.to === to)) return `"${to}" waits for "${from}" already.`;
  const way = pathBetween(edges, to, from);
  if (way === null) return null;
  const shown = way.length > SHOWN ? [...way.slice(0, SHOWN - 2), `${way.length - SHOWN + 1} more`, ...way.slice(-1)] : way;
  return `A circle: ${[...shown, to].join(' → ')}.`;
}
