import type { Group } from '../../graph/areas.ts';
import type { CanvasEdge, CanvasGraph, GraphSelection, Point } from '../../graph/canvas-graph.ts';
import type { GraphNode, GraphShape } from '../../graph/graph-shape.ts';

// A folded group is one card on the canvas. The draft knows tasks only: what the canvas says of a card is turned into tasks here, and back.

/** No task has such an id. */
const cardOf = (group: string) => `group:${group}`;

const sameEnds = (a: Pick<CanvasEdge, 'from' | 'to'>, b: Pick<CanvasEdge, 'from' | 'to'>) => a.from === b.from && a.to === b.to;

export class Folding {
  private readonly cards = new Map<string, Group>();
  private readonly ofTask = new Map<string, string>();

  constructor(groups: readonly Group[]) {
    for (const group of groups) {
      if (!group.folded) continue;
      this.cards.set(cardOf(group.name), group);
      for (const id of group.members) this.ofTask.set(id, cardOf(group.name));
    }
  }

  /** The group that a card stands for; undefined for a task. */
  groupOf(card: string): Group | undefined {
    return this.cards.get(card);
  }

  /** The card that a task is shown by: its own, or its group's. */
  cardOf(task: string): string {
    return this.ofTask.get(task) ?? task;
  }

  tasksOf(cards: readonly string[]): string[] {
    return cards.flatMap((card) => this.cards.get(card)?.members ?? [card]);
  }

  /** The edge as the canvas has it; null inside of a folded group. */
  private edgeOf(edge: CanvasEdge): CanvasEdge | null {
    const [from, to] = [this.cardOf(edge.from), this.cardOf(edge.to)];
    return from === to ? null : { ...edge, from, to };
  }

  /** The edges between tasks that an edge of the canvas stands for. */
  edgesOf(drawn: Pick<CanvasEdge, 'from' | 'to'>, edges: readonly CanvasEdge[]): CanvasEdge[] {
    return edges.filter((edge) => sameEnds({ from: this.cardOf(edge.from), to: this.cardOf(edge.to) }, drawn));
  }

  foldSelection({ nodes, edges }: GraphSelection): GraphSelection {
    if (this.cards.size === 0) return { nodes, edges };
    return { nodes: [...new Set(nodes.map((id) => this.cardOf(id)))], edges: this.foldEdges(edges) };
  }

  unfoldSelection({ nodes, edges }: GraphSelection, all: readonly CanvasEdge[]): GraphSelection {
    if (this.cards.size === 0) return { nodes, edges };
    return { nodes: this.tasksOf(nodes), edges: edges.flatMap((edge) => this.edgesOf(edge, all)) };
  }

  foldShape({ nodes, edges }: GraphShape): GraphShape {
    if (this.cards.size === 0) return { nodes, edges };
    const shown = new Map<string, GraphNode>();
    for (const node of nodes) {
      const card = this.cardOf(node.id);
      const group = this.cards.get(card);
      if (!group) shown.set(node.id, node);
      else if (!shown.has(card)) shown.set(card, { id: card, name: group.name, type: countOf(group), kind: 'group' });
    }
    return { nodes: [...shown.values()], edges: this.foldEdges(edges) };
  }

  /**
   * The graph with folded groups as cards. A card lies where somebody put it, else where the first of its members was put, else where
   * the layout has it.
   */
  foldGraph(
    { nodes, edges }: CanvasGraph,
    of: { laidOut: ReadonlyMap<string, Point>; placed: ReadonlyMap<string, Point | null> },
  ): CanvasGraph {
    if (this.cards.size === 0) return { nodes, edges };
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const shape = this.foldShape({ nodes, edges });
    return {
      edges: shape.edges,
      nodes: shape.nodes.map((node) => {
        const group = this.cards.get(node.id);
        if (!group) return { ...node, ...(byId.get(node.id) ?? { x: 0, y: 0 }) };
        const member = group.members.map((id) => of.placed.get(id)).find((place) => place != null);
        const { x, y } = group.place ?? member ?? of.laidOut.get(node.id) ?? { x: 0, y: 0 };
        const fault = group.members.map((id) => byId.get(id)?.fault).find((each) => each !== undefined);
        return { ...node, x, y, ...(fault !== undefined && { fault }) };
      }),
    };
  }

  /** Edges that lead from one card to the same other one are one edge, as the first of them is. */
  private foldEdges(edges: readonly CanvasEdge[]): CanvasEdge[] {
    const shown = new Map<string, CanvasEdge>();
    for (const edge of edges) {
      const folded = this.edgeOf(edge);
      if (!folded) continue;
      const key = `${folded.from} ${folded.to}`;
      if (!shown.has(key)) shown.set(key, folded);
    }
    return [...shown.values()];
  }
}

const countOf = ({ members: { length } }: Group) => (length === 1 ? '1 task' : `${length} tasks`);
