'use client';
import { PALETTE_TYPE, type TaskKind } from '../graph/canvas-graph.ts';
import { KIND_LOOKS } from '../graph/card-look.ts';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { OFFERED_KINDS } from './model/new-task.ts';

function PaletteItem({ kind, onAdd }: { kind: TaskKind; onAdd(): void }) {
  const { icon: Icon, word } = KIND_LOOKS[kind];
  return (
    <li>
      <button
        type="button"
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(PALETTE_TYPE, kind);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={onAdd}
        title={`${word}: drag it onto the canvas or an edge, or press to add it behind the selected task`}
        className="flex w-full flex-col items-center gap-1 rounded-control px-1 py-2 text-center text-ink-2 text-micro leading-4 hover:bg-hover hover:text-ink"
      >
        <Icon className="size-4 text-ink-3" aria-hidden />
        {word}
      </button>
    </li>
  );
}

/** The kinds of task, to be dragged onto the canvas or added behind what is selected. */
export function Palette() {
  const { acts } = useDesigner();
  const { selection } = useDesignerState();
  return (
    <nav aria-label="Kinds of task" className="w-21 shrink-0 overflow-y-auto border-r p-1">
      <ul>
        {OFFERED_KINDS.map((kind) => (
          <PaletteItem key={kind} kind={kind} onAdd={() => acts.add({ kind, after: selection.nodes.at(-1) })} />
        ))}
      </ul>
    </nav>
  );
}
