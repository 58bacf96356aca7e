'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Point } from '../graph/canvas-graph.ts';
import { foldLayers, type Placed } from '../graph/fold-layers.ts';
import { layersOf } from '../graph/graph-layers.ts';
import type { GraphShape } from '../graph/graph-shape.ts';
import { layoutGraph } from '../graph/layout-graph.ts';
import type { Draft } from './model/draft.ts';
import { shapeOfDraft } from './model/draft-graph.ts';
import type { Folding } from './model/fold-groups.ts';

/** Words on cards do not move them: the same while tasks and edges are the same. */
function useShape(draft: Draft, folding: Folding): GraphShape {
  const shape = useMemo(() => folding.foldShape(shapeOfDraft(draft)), [draft, folding]);
  const key = useMemo(() => JSON.stringify([shape.nodes.map(({ id }) => id), shape.edges.map(({ from, to }) => [from, to])]), [shape]);
  const kept = useRef({ key, shape });
  if (kept.current.key !== key) kept.current = { key, shape };
  return kept.current.shape;
}

const byId = (placed: readonly Placed[]): ReadonlyMap<string, Point> => new Map(placed.map(({ id, x, y }) => [id, { x, y }]));

/** Where the tasks lie that nobody has placed: at once in the order of the list, soon in the order that crosses least. */
export function useDraftLayout(draft: Draft, folding: Folding): ReadonlyMap<string, Point> {
  const shape = useShape(draft, folding);
  const first = useMemo(() => byId(foldLayers(layersOf(shape))), [shape]);
  const [ordered, setOrdered] = useState<{ shape: GraphShape; places: ReadonlyMap<string, Point> } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    layoutGraph(shape, stop.signal).then(
      (placed) => stop.signal.aborted || setOrdered({ shape, places: byId(placed) }),
      () => undefined,
    );
    return () => stop.abort(new Error('not needed any more'));
  }, [shape]);
  return ordered?.shape === shape ? ordered.places : first;
}
