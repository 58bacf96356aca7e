'use client';
import { useMemo } from 'react';
import { framesOf, groupsOf, notesOf, placeOf, roomsOf } from '../graph/areas.ts';
import type { CanvasGraph } from '../graph/canvas-graph.ts';
import { useDesignerState } from './designer-context.tsx';
import { taskIdOf } from './model/draft.ts';
import { graphOfDraft } from './model/draft-graph.ts';
import { Folding } from './model/fold-groups.ts';
import { useDraftLayout } from './use-draft-layout.ts';

/** What the canvas shows of the draft: tasks and folded groups as cards, frames around open groups, notes. */
export function useFoldedGraph() {
  const { drawn, faults } = useDesignerState();
  const groups = useMemo(() => groupsOf(drawn), [drawn]);
  const folding = useMemo(() => new Folding(groups), [groups]);
  const laidOut = useDraftLayout(drawn, folding);
  const cards = useMemo(() => {
    const placed = new Map(drawn.tasks.flatMap((task) => [[taskIdOf(task) ?? '', placeOf(task.value)] as const]));
    return folding.foldGraph(graphOfDraft(drawn, laidOut, faults), { laidOut, placed });
  }, [drawn, laidOut, faults, folding]);
  const frames = useMemo(
    () =>
      framesOf(
        cards.nodes,
        groups.filter(({ folded }) => !folded),
      ),
    [cards, groups],
  );
  const notes = useMemo(() => notesOf(drawn), [drawn]);
  const graph = useMemo((): CanvasGraph => {
    const rooms = roomsOf(notes, frames);
    return rooms.length === 0 ? cards : { ...cards, room: rooms };
  }, [cards, frames, notes]);
  return { graph, folding, frames, notes };
}
