'use client';
import { useEffect, useMemo, useState } from 'react';
import { AreaViews } from './area-views.tsx';
import { type Areas, framesOf, roomsOf } from './areas.ts';
import { type CanvasGraph, type GraphCanvasProps, NOTHING_SELECTED } from './canvas-graph.ts';
import { foldLayers, type Placed } from './fold-layers.ts';
import { GraphCanvas } from './graph-canvas.tsx';
import { layersOf } from './graph-layers.ts';
import type { GraphShape } from './graph-shape.ts';
import { layoutGraph } from './layout-graph.ts';

/**
 * The places of the nodes: at once in the order of the definition, then in the order that crosses least. The second only swaps nodes
 * within their layers, so the view stays; when it fails, the first is good enough.
 */
function useLayout(shape: GraphShape): Placed[] {
  const first = useMemo(() => foldLayers(layersOf(shape)), [shape]);
  const [ordered, setOrdered] = useState<{ shape: GraphShape; placed: Placed[] } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    layoutGraph(shape, stop.signal).then(
      (placed) => stop.signal.aborted || setOrdered({ shape, placed }),
      () => undefined,
    );
    return () => stop.abort(new Error('not needed any more'));
  }, [shape]);
  return ordered?.shape === shape ? ordered.placed : first;
}

const NOWHERE = { x: 0, y: 0 };

/** A shape with a place for each of its nodes. */
export function placeShape({ nodes, edges }: GraphShape, placed: readonly Placed[]): CanvasGraph {
  const at = new Map(placed.map(({ id, x, y }) => [id, { x, y }]));
  return { nodes: nodes.map((node) => ({ ...node, ...(at.get(node.id) ?? NOWHERE) })), edges };
}

type LaidOutGraphProps = Pick<GraphCanvasProps, 'onSelect' | 'statuses' | 'label' | 'legend' | 'keys'> & {
  shape: GraphShape;
  selection?: GraphCanvasProps['selection'];
  /** What its author put onto it besides tasks, and where; the same object while nothing of it changes. */
  areas?: Areas;
};

const BARE: Areas = { places: new Map(), notes: [], groups: [] };

/** A graph, read only: tasks lie where their author put them, the others are laid out from left to right. Groups are open. */
export function LaidOutGraph({ shape, selection = NOTHING_SELECTED, areas = BARE, ...rest }: LaidOutGraphProps) {
  const placed = useLayout(shape);
  const { places, notes, groups } = areas;
  const { graph, frames } = useMemo(() => {
    const drawn = placeShape(shape, places.size === 0 ? placed : placed.map((each) => ({ ...each, ...places.get(each.id) })));
    const around = framesOf(drawn.nodes, groups);
    const room = roomsOf(notes, around);
    return { graph: room.length === 0 ? drawn : { ...drawn, room }, frames: around };
  }, [shape, placed, places, notes, groups]);
  const ground = (notes.length > 0 || frames.length > 0) && <AreaViews notes={notes} frames={frames} />;
  return <GraphCanvas graph={graph} selection={selection} ground={ground} {...rest} />;
}
