import type { JsonValue } from '@/server/core/json.ts';
import type { DefinitionDiff, TaskRef } from '@/server/core/workflow/diff-definitions.ts';
import { type NodeChange, type NodeState, TASK_KINDS } from '../graph/canvas-graph.ts';
import { type GraphNode, type GraphShape, shapeOf } from '../graph/graph-shape.ts';

// Two graphs drawn as one: one of them as it is, and what only the other has beside it.

export interface DiffShape {
  shape: GraphShape;
  /** Of the tasks that differ, by task_id. */
  states: ReadonlyMap<string, NodeState>;
}

/** Fields named on a card; the rest is counted. */
const NAMED = 2;

const TONES: Record<NodeChange, NodeState['tone']> = { added: 'plain', removed: 'fail', changed: 'wait' };

const stateOf = (change: NodeChange, remark: string): NodeState => ({
  ...{ status: null, remark, tone: TONES[change], change },
  ...{ attempts: 0, startedAt: null, endedAt: null },
});

function changedWords(fields: readonly { field: string }[]): string {
  const named = fields.slice(0, NAMED).map(({ field }) => field.replaceAll('_', ' '));
  return `Changed: ${named.join(', ')}${fields.length > NAMED ? `, ${fields.length - NAMED} more` : ''}`;
}

/** A task that only the other graph has. One without an agent is of the type of its kind, where nobody gave it another. */
const nodeOf = ({ taskId, name, taskType }: TaskRef): GraphNode => ({
  ...{ id: taskId, name, type: taskType, kind: TASK_KINDS.find((kind) => kind === taskType) ?? 'agent' },
});

/**
 * The graph of a definition together with what another one has, and what became of each task from the earlier to the later one.
 * @param drawn the one of the two that is given
 */
export function shapeOfDiff(definition: JsonValue, drawn: 'before' | 'after', diff: DefinitionDiff): DiffShape {
  const shape = shapeOf(definition);
  const [others, otherEdges] = drawn === 'after' ? [diff.removed, diff.removedEdges] : [diff.added, diff.addedEdges];
  const known = new Set(shape.nodes.map(({ id }) => id));
  const edges = new Set(shape.edges.map(({ from, to }) => `${from} ${to}`));
  return {
    shape: {
      nodes: [...shape.nodes, ...others.filter(({ taskId }) => !known.has(taskId)).map(nodeOf)],
      edges: [...shape.edges, ...otherEdges.filter(({ from, to }) => !edges.has(`${from} ${to}`))],
    },
    states: new Map([
      ...diff.added.map(({ taskId }) => [taskId, stateOf('added', 'Added')] as const),
      ...diff.removed.map(({ taskId }) => [taskId, stateOf('removed', 'Removed')] as const),
      ...diff.changed.map(({ taskId, fields }) => [taskId, stateOf('changed', changedWords(fields))] as const),
    ]),
  };
}
