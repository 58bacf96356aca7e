import type { CanvasEdge, GraphCanvasProps, Point } from './canvas-graph.ts';
import type { FocusWalk } from './focus-walk.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { GraphEngine } from './graph-engine.ts';

/** What pointer and keys act on. */
export interface ActsHost {
  engine: GraphEngine;
  walk: FocusWalk;
  /** What the page allows and wants to hear, as of the last render. */
  props(): Pick<GraphCanvasProps, 'onSelect' | 'editing' | 'onDropKind'>;
  /** Opens the name of a node for editing. */
  rename(node: number): void;
}

/** Selects and tells the page. */
export function choose({ engine, props }: ActsHost, nodes: Iterable<number>, edges: Iterable<number> = []): void {
  const { onSelect } = props();
  if (!onSelect) return;
  engine.scene.select(nodes, edges);
  onSelect(engine.scene.selection());
}

/** Takes a node into the selection, or out of it. */
export function toggle(host: ActsHost, node: number): void {
  const { selected, selectedEdges } = host.engine.scene;
  const next = new Set(selected);
  if (!next.delete(node)) next.add(node);
  choose(host, next, selectedEdges);
}

/** Where a new card's corner belongs so that its middle is at `at`. */
export const centred = ({ x, y }: Point): Point => ({ x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) });

export const edgeAt = (engine: GraphEngine, at: Point): number => engine.scene.edgeAt(at, EDGE_REACH / engine.view().zoom);
/** How near to an edge a pointer is on it, px of the window. */
const EDGE_REACH = 7;

/** What belongs to the canvas's own controls is theirs. */
export const isControl = (target: EventTarget | null): boolean => (target as Element | null)?.closest?.('[data-graph-control]') != null;

export const drawnEdge = (engine: GraphEngine, edge: number): CanvasEdge | null => engine.scene.edges[edge] ?? null;
