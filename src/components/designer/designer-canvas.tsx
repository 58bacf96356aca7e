'use client';
import { useMemo, useState } from 'react';
import type { CanvasEdge, GraphEditing, Point, StateSource } from '../graph/canvas-graph.ts';
import { GraphCanvas } from '../graph/graph-canvas.tsx';
import { CanvasMenu, type MenuPlace } from './canvas-menu.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { DraftNotes } from './draft-notes.tsx';
import { graphOfDraft } from './model/draft-graph.ts';
import type { Creation } from './task-creator.tsx';
import { useDraftLayout } from './use-draft-layout.ts';

interface DesignerCanvasProps {
  /** Asks what a new task is to be. */
  onCreate(creation: Creation): void;
  /** Opens the form of an edge's end. */
  onOpen(id: string): void;
  statuses?: StateSource;
}

/** The draft as a graph under the hand. */
export function DesignerCanvas({ onCreate, onOpen, statuses }: DesignerCanvasProps) {
  const { store, acts, canvas, readOnly } = useDesigner();
  const { drawn, faults, selection } = useDesignerState();
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const places = useDraftLayout(drawn);
  const graph = useMemo(() => graphOfDraft(drawn, places, faults), [drawn, places, faults]);
  const editing = useMemo(
    (): GraphEditing => ({
      refuseEdge: acts.refuseEdge,
      connect: (from, to) => acts.connect({ from, to }),
      connectNew: (after, at) => onCreate({ after, at }),
      insertOn: (edge: CanvasEdge) => void acts.add({ kind: 'agent', on: edge }),
      move: acts.move,
      remove: ({ nodes, edges }) => acts.remove(nodes, edges),
      rename: acts.rename,
      menu: (at: Point, on) => setMenu({ at, ...on }),
    }),
    [acts, onCreate],
  );
  return (
    <>
      <GraphCanvas
        graph={graph}
        selection={selection}
        onSelect={(next) => store.select(next)}
        {...(!readOnly && { editing, onDropKind: (kind, at, on) => void acts.add(on ? { kind, on } : { kind, at }) })}
        {...(statuses && { statuses })}
        label="Graph of the workflow"
        legend={<DraftNotes />}
        keys
        handle={canvas}
      />
      {menu && <CanvasMenu place={menu} onCreate={onCreate} onOpen={onOpen} onClose={() => setMenu(null)} />}
    </>
  );
}
