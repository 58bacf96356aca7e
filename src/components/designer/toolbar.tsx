'use client';
import { Group, LayoutGrid, Plus, Redo2, Search, StickyNote, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { useDesigner, useDesignerState } from './designer-context.tsx';

interface ToolbarProps {
  onCreate(): void;
  onNote(): void;
  onFind(): void;
  children?: ReactNode;
}

const last = (steps: readonly { label: string }[]) => steps.at(-1)?.label.toLowerCase() ?? '';

/** The acts of the canvas that are wanted all the time. */
export function Toolbar({ onCreate, onNote, onFind, children }: ToolbarProps) {
  const { acts, readOnly } = useDesigner();
  const {
    history: { past, future },
    selection,
  } = useDesignerState();
  return (
    <div role="toolbar" aria-label="Canvas" className="flex h-9 shrink-0 items-center gap-1 border-b px-2">
      {!readOnly && (
        <>
          <Button variant="ghost" onClick={onCreate} title="Add a task (a)">
            <Plus aria-hidden />
            Add
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Undo"
            title={`Undo ${last(past)} (Ctrl Z)`}
            disabled={past.length === 0}
            onClick={acts.undo}
          >
            <Undo2 aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Redo"
            title={`Redo ${last(future)} (Ctrl Shift Z)`}
            disabled={future.length === 0}
            onClick={acts.redo}
          >
            <Redo2 aria-hidden />
          </Button>
          <Button variant="ghost" onClick={acts.tidy} title="Lay out the selected tasks, or all (y)">
            <LayoutGrid aria-hidden />
            {selection.nodes.length > 1 ? 'Lay out these' : 'Lay out'}
          </Button>
          <Button variant="ghost" size="icon" aria-label="Add a note" title="Add a note (n)" onClick={onNote}>
            <StickyNote aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Group"
            title="Group the selected tasks (Ctrl g)"
            disabled={selection.nodes.length === 0}
            onClick={acts.group}
          >
            <Group aria-hidden />
          </Button>
        </>
      )}
      <Button variant="ghost" onClick={onFind} title="Find a task (Ctrl F)">
        <Search aria-hidden />
        Find
      </Button>
      <span className="ml-auto flex items-center gap-1">{children}</span>
    </div>
  );
}
