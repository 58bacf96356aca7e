import Flatbush from 'flatbush';
import { TASK_STATUSES, type TaskStatus } from '@/server/core/task/state.ts';
import { type Adjacency, edgesOf, groupByNode } from './adjacency.ts';
import type { CanvasEdge, CanvasGraph, GraphSelection, NodeState, Point } from './canvas-graph.ts';
import { bendOf, distanceToCurve, type EdgeEnds } from './edge-path.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

// What is drawn, as flat arrays: nodes and edges are numbers. The document and its history stay the source; a scene is built anew when the
// structure changes, and only places, states and what is selected change in between.

export type Rect = readonly [x0: number, y0: number, x1: number, y1: number];

/** The byte of a node that runs nowhere; a status is its place in TASK_STATUSES plus one. */
export const NO_STATUS = 0;
export const statusByte = (status: TaskStatus | null | undefined): number => (status ? TASK_STATUSES.indexOf(status) + 1 : NO_STATUS);
export const COMPLETED = statusByte('completed');

const edgeKey = ({ from, to }: Pick<CanvasEdge, 'from' | 'to'>) => `${from} ${to}`;

/** An edge on its way, and the lines that show what a card stands in line with. */
export interface Sketch {
  edge: EdgeEnds | null;
  refused: boolean;
  /** Graph coordinates of vertical and horizontal lines. */
  columns: readonly number[];
  rows: readonly number[];
}

/** The least rectangle around all of them. */
function around(rects: readonly Rect[]): Rect {
  const [first, ...rest] = rects;
  const joined = ([a, b, c, d]: Rect, [e, f, g, h]: Rect): Rect => [Math.min(a, e), Math.min(b, f), Math.max(c, g), Math.max(d, h)];
  return first ? rest.reduce(joined, first) : [0, 0, 0, 0];
}

export class Scene {
  readonly nodes: CanvasGraph['nodes'];
  readonly edges: readonly CanvasEdge[];
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly status: Uint8Array;
  /** 1: a DOM card covers this node now; it has its ring itself. */
  readonly inDom: Uint8Array;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** Nodes that follow the hand. */
  readonly moving = new Set<number>();
  /** Nodes whose look has changed since the last paint. */
  readonly dirty = new Set<number>();
  selected: ReadonlySet<number> = new Set();
  selectedEdges: ReadonlySet<number> = new Set();
  hover = -1;
  hoverEdge = -1;
  focus = -1;
  /** Where the keyboard enters while nothing has the focus. */
  entry = -1;
  /** What is drawn only while a hand acts. */
  sketch: Sketch | null = null;
  /** Grows with every change of selection, hover or focus. */
  version = 0;
  /** Grows with every change of places that is not a drag. */
  placement = 0;
  bounds: Rect = [0, 0, 0, 0];
  private readonly indexes = new Map<string, number>();
  private readonly edgeIndexes = new Map<string, number>();
  private readonly states: (NodeState | undefined)[];
  private readonly outgoing: Adjacency;
  private readonly incoming: Adjacency;
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Map<number, Set<() => void>>();
  private nodeIndex: Flatbush | null = null;
  private edgeIndex: Flatbush | null = null;

  private readonly room: readonly Rect[];

  constructor({ nodes, edges, room = [] }: CanvasGraph) {
    this.nodes = nodes;
    this.room = room;
    for (const [index, { id }] of nodes.entries()) this.indexes.set(id, index);
    this.edges = edges.filter(({ from, to }) => this.indexes.has(from) && this.indexes.has(to));
    for (const [index, edge] of this.edges.entries()) this.edgeIndexes.set(edgeKey(edge), index);
    this.x = Float32Array.from(nodes, ({ x }) => x);
    this.y = Float32Array.from(nodes, ({ y }) => y);
    this.status = new Uint8Array(nodes.length);
    this.inDom = new Uint8Array(nodes.length);
    this.states = new Array<NodeState | undefined>(nodes.length);
    this.source = Uint32Array.from(this.edges, ({ from }) => this.indexOf(from));
    this.target = Uint32Array.from(this.edges, ({ to }) => this.indexOf(to));
    this.outgoing = groupByNode(nodes.length, this.source);
    this.incoming = groupByNode(nodes.length, this.target);
    this.reindex();
  }

  get size(): number {
    return this.nodes.length;
  }

  /** -1 when there is no such node. */
  indexOf(id: string): number {
    return this.indexes.get(id) ?? -1;
  }

  idOf(node: number): string {
    return this.nodes[node]?.id ?? '';
  }

  at(node: number): Point {
    return { x: this.x[node] ?? 0, y: this.y[node] ?? 0 };
  }

  place(node: number, { x, y }: Point): void {
    this.x[node] = x;
    this.y[node] = y;
  }

  stateOf(node: number): NodeState | undefined {
    return this.states[node];
  }

  /** Edges that leave a node, and edges that arrive. */
  outOf(node: number): Uint32Array {
    return edgesOf(this.outgoing, node);
  }

  into(node: number): Uint32Array {
    return edgesOf(this.incoming, node);
  }

  sourceOf(edge: number): number {
    return this.source[edge] ?? -1;
  }

  targetOf(edge: number): number {
    return this.target[edge] ?? -1;
  }

  endsOf(edge: number): EdgeEnds {
    const [a, b] = [this.sourceOf(edge), this.targetOf(edge)];
    return {
      ax: (this.x[a] ?? 0) + NODE_WIDTH,
      ay: (this.y[a] ?? 0) + NODE_HEIGHT / 2,
      bx: this.x[b] ?? 0,
      by: (this.y[b] ?? 0) + NODE_HEIGHT / 2,
    };
  }

  /** Whether what happens at the edge's source is done. */
  isDone(edge: number): boolean {
    return this.status[this.sourceOf(edge)] === COMPLETED;
  }

  follows(edge: number): boolean {
    return this.moving.has(this.sourceOf(edge)) || this.moving.has(this.targetOf(edge));
  }

  /** O(n), a few ms at 10,000 nodes: once after a drag or a layout, never per movement. */
  reindex(): void {
    this.nodeIndex = this.indexNodes();
    this.edgeIndex = this.indexEdges();
    const { nodeIndex } = this;
    const ofNodes: Rect[] = nodeIndex ? [[nodeIndex.minX, nodeIndex.minY, nodeIndex.maxX, nodeIndex.maxY]] : [];
    this.bounds = around([...ofNodes, ...this.room]);
    this.placement += 1;
  }

  nodesIn([x0, y0, x1, y1]: Rect): number[] {
    return this.nodeIndex?.search(x0, y0, x1, y1) ?? [];
  }

  edgesIn([x0, y0, x1, y1]: Rect): number[] {
    return this.edgeIndex?.search(x0, y0, x1, y1) ?? [];
  }

  /** The uppermost node there; -1 on empty ground. */
  nodeAt({ x, y }: Point): number {
    return Math.max(-1, ...this.nodesIn([x, y, x, y]));
  }

  /** The nearest edge within `tolerance` graph pixels; -1 without one. */
  edgeAt({ x, y }: Point, tolerance: number): number {
    let best = -1;
    let bestDistance = tolerance;
    for (const edge of this.edgesIn([x - tolerance, y - tolerance, x + tolerance, y + tolerance])) {
      const distance = distanceToCurve(this.endsOf(edge), x, y);
      if (distance > bestDistance) continue;
      best = edge;
      bestDistance = distance;
    }
    return best;
  }

  /** Hears of selection, hover and focus. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hears of one node's state. */
  watch(node: number, listener: () => void): () => void {
    const set = this.watchers.get(node) ?? new Set();
    this.watchers.set(node, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0) this.watchers.delete(node);
    };
  }

  select(nodes: Iterable<number>, edges: Iterable<number> = []): void {
    this.selected = new Set(nodes);
    this.selectedEdges = new Set(edges);
    this.emit();
  }

  /** Takes a selection told by ids; unknown ones are left out. Silent when it is the one there is. */
  adopt({ nodes, edges }: GraphSelection): boolean {
    const chosen = nodes.map((id) => this.indexOf(id)).filter((node) => node >= 0);
    const drawn = edges.map((edge) => this.edgeIndexes.get(edgeKey(edge)) ?? -1).filter((edge) => edge >= 0);
    const same = (set: ReadonlySet<number>, list: number[]) => set.size === list.length && list.every((each) => set.has(each));
    if (same(this.selected, chosen) && same(this.selectedEdges, drawn)) return false;
    this.select(chosen, drawn);
    return true;
  }

  selection(): GraphSelection & { nodes: string[]; edges: CanvasEdge[] } {
    return {
      nodes: [...this.selected].map((node) => this.idOf(node)),
      edges: [...this.selectedEdges].flatMap((edge) => this.edges[edge] ?? []),
    };
  }

  setHover(node: number, edge: number): boolean {
    if (node === this.hover && edge === this.hoverEdge) return false;
    this.hover = node;
    this.hoverEdge = edge;
    this.emit();
    return true;
  }

  setSketch(sketch: Sketch | null): void {
    this.sketch = sketch;
    this.version += 1;
  }

  setFocus(node: number): void {
    if (node === this.focus) return;
    this.focus = node;
    this.emit();
  }

  setState(node: number, state: NodeState | undefined): void {
    if (this.states[node] === state) return;
    this.states[node] = state;
    this.status[node] = statusByte(state?.status);
    this.dirty.add(node);
    for (const tell of this.watchers.get(node) ?? []) tell();
  }

  private emit(): void {
    this.version += 1;
    for (const tell of this.listeners) tell();
  }

  private indexNodes(): Flatbush | null {
    if (this.size === 0) return null;
    const index = new Flatbush(this.size);
    for (let node = 0; node < this.size; node += 1) {
      const { x, y } = this.at(node);
      index.add(x, y, x + NODE_WIDTH, y + NODE_HEIGHT);
    }
    index.finish();
    return index;
  }

  private indexEdges(): Flatbush | null {
    if (this.edges.length === 0) return null;
    const index = new Flatbush(this.edges.length);
    for (let edge = 0; edge < this.edges.length; edge += 1) {
      const ends = this.endsOf(edge);
      const bend = bendOf(ends);
      const [top, bottom] = [Math.min(ends.ay, ends.by), Math.max(ends.ay, ends.by)];
      index.add(Math.min(ends.ax, ends.bx - bend), top, Math.max(ends.bx, ends.ax + bend), bottom);
    }
    index.finish();
    return index;
  }
}
