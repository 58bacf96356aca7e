'use client';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { placeOf } from '../graph/areas.ts';
import type { CanvasEdge, GraphEditing, Point, StateSource } from '../graph/canvas-graph.ts';
import { GraphCanvas } from '../graph/graph-canvas.tsx';
import { CanvasMenu, type MenuPlace } from './canvas-menu.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { GroupFrame } from './group-frame.tsx';
import { findTask } from './model/draft.ts';
import type { Folding } from './model/fold-groups.ts';
import { edgesOf } from './model/task-edges.ts';
import { NoteCard } from './note-card.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { Creation } from './task-creator.tsx';
import { useFoldedGraph } from './use-folded-graph.ts';
import type { TrialPart } from './use-trial.ts';

interface DesignerCanvasProps {
  /** Asks what a new task is to be. */
  onCreate(creation: Creation): void;
  /** Opens the form of an edge's end. */
  onOpen(id: string): void;
  /** Tries a part of the draft, seen from a task; absent while the draft is not stored. */
  onTry?: (part: TrialPart, id: string) => void;
  statuses?: StateSource;
  /** The note that was made last, to be written. */
  freshNote: number | null;
  onNote(): void;
}

const FOLDED = 'Unfold the group first: an edge leads from task to task.';

type Moves = readonly ({ id: string } & Point)[];

/** What a hand does to cards, as acts on the tasks behind them. */
function useEditing(
  folding: Folding,
  at: ReadonlyMap<string, Point>,
  on: Pick<DesignerCanvasProps, 'onCreate'> & { onMenu(place: MenuPlace): void },
) {
  const { store, acts } = useDesigner();
  const { onCreate, onMenu } = on;
  return useMemo((): GraphEditing => {
    const tasksBehind = (edges: readonly CanvasEdge[]) => edges.flatMap((edge) => folding.edgesOf(edge, edgesOf(store.state().drawn)));
    const isGroup = (id: string) => folding.groupOf(id) !== undefined;
    const move = (moves: Moves) => {
      const cards = moves.flatMap(({ id, x, y }) => {
        const group = folding.groupOf(id);
        return group ? [{ ...group, to: { x, y }, by: { x: x - (at.get(id)?.x ?? x), y: y - (at.get(id)?.y ?? y) } }] : [];
      });
      // Members that somebody placed go with their card.
      const inside = cards.flatMap(({ members, by }) =>
        members.flatMap((id) => {
          const place = placeOf(findTask(store.state().drawn, id)?.value ?? null);
          return place ? [{ id, x: place.x + by.x, y: place.y + by.y }] : [];
        }),
      );
      acts.moveCards([...moves.filter(({ id }) => !isGroup(id)), ...inside], cards);
    };
    return {
      refuseEdge: (from, to) => (isGroup(from) || isGroup(to) ? FOLDED : acts.refuseEdge(from, to)),
      connect: (from, to) => acts.connect({ from, to }),
      connectNew: (after, place) => void (isGroup(after) ? toast.error(FOLDED) : onCreate({ after, at: place })),
      insertOn: (edge) => {
        const [only, other] = tasksBehind([edge]);
        if (only && !other) acts.add({ kind: 'agent', on: only });
        else toast.error(FOLDED);
      },
      move,
      remove: ({ nodes, edges }) => acts.remove(folding.tasksOf(nodes), tasksBehind(edges)),
      rename: (id, name) => {
        const group = folding.groupOf(id);
        if (group) acts.renameGroup(group.name, name);
        else acts.rename(id, name);
      },
      menu: (place, { node, edge }) => {
        const group = node === undefined ? undefined : folding.groupOf(node);
        const [only, other] = edge ? tasksBehind([edge]) : [];
        if (other) toast.error(FOLDED);
        else onMenu({ at: place, ...(group ? { group } : node !== undefined && { node }), ...(only && { edge: only }) });
      },
    };
  }, [acts, store, folding, at, onCreate, onMenu]);
}

/** The draft as a graph under the hand. */
export function DesignerCanvas({ onCreate, onOpen, onTry, statuses, freshNote, onNote }: DesignerCanvasProps) {
  const { store, acts, canvas, readOnly } = useDesigner();
  const { drawn, selection } = useDesignerState();
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const { graph, folding, frames, notes } = useFoldedGraph();
  const at = useMemo(() => new Map(graph.nodes.map(({ id, x, y }) => [id, { x, y }])), [graph]);
  const shown = useMemo(() => folding.foldSelection(selection), [folding, selection]);
  const editing = useEditing(folding, at, { onCreate, onMenu: setMenu });
  const [only, other] = shown.nodes;
  const ground = (frames.length > 0 || notes.length > 0) && (
    <>
      {frames.map((frame) => (
        <GroupFrame key={frame.group.name} frame={frame} />
      ))}
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and two may say the same
        <NoteCard key={index} note={note} index={index} fresh={index === freshNote} />
      ))}
    </>
  );
  return (
    <>
      <GraphCanvas
        graph={graph}
        selection={shown}
        onSelect={(next) => store.select(folding.unfoldSelection(next, edgesOf(drawn)))}
        {...(!readOnly && { editing, onDropKind: (kind, place, on) => void acts.add(on ? { kind, on } : { kind, at: place }) })}
        {...(statuses && { statuses })}
        label="Graph of the workflow"
        ground={ground}
        keys
        handle={canvas}
      />
      {!readOnly && only !== undefined && (
        <SelectionBar
          tasks={selection.nodes}
          group={other === undefined ? folding.groupOf(only) : undefined}
          onCreate={onCreate}
          {...(onTry && { onTry })}
        />
      )}
      {menu && (
        <CanvasMenu
          place={menu}
          onCreate={onCreate}
          onOpen={onOpen}
          {...(onTry && { onTry })}
          onNote={onNote}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}
