import type { ReactNode, RefObject } from 'react';
import type { TaskStatus } from '@/server/core/task/state.ts';

// What the canvas draws and what it says back. It knows neither runs nor documents: whoever shows a graph gives it places, states and acts.

/** What a task is made of; each kind has a mark of its own. `compensation`: an agent call that knows how to undo itself. */
export const TASK_KINDS = ['agent', 'map', 'loop', 'branch', 'approval', 'timer', 'wait', 'sub_workflow', 'compensation'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];
/** What a card may stand for: a task, or a folded group of them. */
export const CARD_KINDS = [...TASK_KINDS, 'group'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** A place in the graph's own pixels, as at zoom 1. */
export interface Point {
  x: number;
  y: number;
}

export interface CanvasNode extends Point {
  /** The definition's task_id. */
  id: string;
  name: string;
  type: string;
  kind: CardKind;
  /** What is wrong with it, in a sentence. */
  fault?: string;
}

export interface CanvasEdge {
  from: string;
  to: string;
  /** completed, failed or always. */
  when: string;
  soft: boolean;
}

export interface CanvasGraph {
  nodes: CanvasNode[];
  /** Edges from or to a node that is not there are left out. */
  edges: CanvasEdge[];
  /** What fits into view besides the nodes, as corners: x0, y0, x1, y1. */
  room?: readonly (readonly [number, number, number, number])[];
}

export interface GraphSelection {
  nodes: readonly string[];
  edges: readonly CanvasEdge[];
}

export const NOTHING_SELECTED: GraphSelection = { nodes: [], edges: [] };

/** What a card says beside its name. */
export interface NodeState {
  /** Null in a graph that does not run. */
  status: TaskStatus | null;
  /** The second line; the task's type when empty. */
  remark: string;
  tone: 'plain' | 'wait' | 'fail';
  /** Attempts so far; shown from the second on. */
  attempts: number;
  /** Between these the card counts time; it ticks while only the first is known. */
  startedAt: Date | null;
  endedAt: Date | null;
  /** A few characters beside the kind's mark: how many items a map has, the round of a loop. */
  badge?: string;
  /** What became of it from one graph to the other, where two are held against each other. */
  change?: NodeChange;
}

export type NodeChange = 'added' | 'removed' | 'changed';

/** The states of the nodes, from outside React: a thousand changes a second do not render a graph. */
export interface StateSource {
  get(id: string): NodeState | undefined;
  /** Calls back with the ids that have changed, many at a time. */
  subscribe(listener: (changed: readonly string[]) => void): () => void;
}

/** What a hand may do to the graph; without it the graph is read only. Places are in graph pixels unless said. */
export interface GraphEditing {
  /** Why this edge cannot be drawn (a cycle, doubled, onto itself), shown at the pointer; null when it can. */
  refuseEdge(from: string, to: string): string | null;
  connect(from: string, to: string): void;
  /** An edge was dropped on empty space. `at`: where the new node's top left corner belongs. */
  connectNew(from: string, at: Point): void;
  /** `at`: the top left corner of a node in the middle of the edge. */
  insertOn(edge: CanvasEdge, at: Point): void;
  /** Once, when the hand lets go. */
  move(moves: ({ id: string } & Point)[]): void;
  remove(selection: { nodes: string[]; edges: CanvasEdge[] }): void;
  rename(id: string, name: string): void;
  /** `at`: in pixels of the window. With neither node nor edge: the ground. */
  menu(at: Point, on: { node?: string; edge?: CanvasEdge }): void;
}

/** What a page may ask of a mounted canvas. */
export interface GraphHandle {
  /** Shows the whole graph. */
  fit(): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** Window pixels per graph pixel. */
  zoom(): number;
  /** Brings a node into view, moves the keyboard's focus there, or opens its name for editing. Unknown ids do nothing. */
  reveal(id: string): void;
  focus(id: string): void;
  rename(id: string): void;
  /** The middle of what is in view. */
  center(): Point;
}

/** The type under which a palette puts a kind into a drag's data. */
export const PALETTE_TYPE = 'application/x-agent-hive-kind';

export interface GraphCanvasProps {
  /** The same object while nothing of it changes: another one is drawn anew, and ends what a hand is doing. */
  graph: CanvasGraph;
  selection: GraphSelection;
  /** Absent where there is nothing to select. */
  onSelect?: (selection: GraphSelection) => void;
  editing?: GraphEditing;
  statuses?: StateSource;
  /** The accessible name of the graph. */
  label: string;
  /** Laid over the top left corner. */
  legend?: ReactNode;
  /** Lies on the ground and moves with it, in graph pixels: notes, frames. What is to be touched is a `data-graph-control`. */
  ground?: ReactNode;
  /** Whether the graph owns the page's keys. */
  keys?: boolean;
  /** Something was dragged here from a palette (PALETTE_TYPE). `at`: the top left corner of the new node; `on`: the edge it fell on. */
  onDropKind?: (kind: TaskKind, at: Point, on: CanvasEdge | null) => void;
  handle?: RefObject<GraphHandle | null>;
}
