'use client';
import { useEffect, useMemo, useState } from 'react';
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
};

/** A graph that nobody has placed, read only: laid out from left to right. */
export function LaidOutGraph({ shape, selection = NOTHING_SELECTED, ...rest }: LaidOutGraphProps) {
  const placed = useLayout(shape);
  const graph = useMemo(() => placeShape(shape, placed), [shape, placed]);
  return <GraphCanvas graph={graph} selection={selection} {...rest} />;
}
