'use client';
import { useMemo } from 'react';
import type { CanvasGraph } from '../graph/canvas-graph.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../graph/fold-layers.ts';
import { useDesignerState } from './designer-context.tsx';
import type { Frame } from './group-frame.tsx';
import { taskIdOf } from './model/draft.ts';
import { graphOfDraft } from './model/draft-graph.ts';
import { groupsOf } from './model/edit-groups.ts';
import { notesOf, placeOf } from './model/edit-places.ts';
import { Folding } from './model/fold-groups.ts';
import { useDraftLayout } from './use-draft-layout.ts';

/** Around the cards of a group, and above them for its name, px. */
const PAD = 16;
const HEAD = 32;

function framesOf({ nodes }: CanvasGraph, groups: ReturnType<typeof groupsOf>): Frame[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return groups.flatMap((group): Frame[] => {
    const members = group.members.flatMap((id) => byId.get(id) ?? []);
    if (group.folded || members.length === 0) return [];
    const xs = members.map(({ x }) => x);
    const ys = members.map(({ y }) => y);
    const [x0, y0] = [Math.min(...xs) - PAD, Math.min(...ys) - PAD];
    return [{ group, members, rect: [x0, y0, Math.max(...xs) + NODE_WIDTH + PAD, Math.max(...ys) + NODE_HEIGHT + PAD] }];
  });
}

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
  const frames = useMemo(() => framesOf(cards, groups), [cards, groups]);
  const notes = useMemo(() => notesOf(drawn), [drawn]);
  const graph = useMemo((): CanvasGraph => {
    const rooms = [
      ...notes.map(({ x, y, width, height }) => [x, y, x + width, y + height] as const),
      ...frames.map(({ rect: [x0, y0, x1, y1] }) => [x0, y0 - HEAD, x1, y1] as const),
    ];
    return rooms.length === 0 ? cards : { ...cards, room: rooms };
  }, [cards, frames, notes]);
  return { graph, folding, frames, notes };
}
