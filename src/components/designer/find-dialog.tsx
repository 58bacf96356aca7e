'use client';
import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { useRef, useState } from 'react';
import { KIND_LOOKS } from '../graph/card-look.ts';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { shapeOfDraft } from './model/draft-graph.ts';

/** As many as one looks through; the filter finds the rest. */
const SHOWN = 200;

/** Finds a task by id, name or type, selects it and shows it. */
export function FindDialog({ onClose }: { onClose(): void }) {
  const { store, canvas } = useDesigner();
  const { drawn } = useDesignerState();
  const { nodes } = shapeOfDraft(drawn);
  const [text, setText] = useState('');
  const found = useRef(false);
  const go = (id: string) => {
    found.current = true;
    onClose();
    store.select({ nodes: [id], edges: [] });
    requestAnimationFrame(() => canvas.current?.focus(id));
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/20 dark:bg-black/50" />
        <Dialog.Popup
          finalFocus={() => !found.current}
          className="fixed top-[14vh] left-1/2 z-50 w-[520px] max-w-[calc(100vw-32px)] -translate-x-1/2 animate-appear overflow-hidden rounded-[10px] border border-line bg-panel shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">Find a task</Dialog.Title>
          <Command label="Find a task" loop shouldFilter={false}>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="Name, id or type of a task…"
              className="h-11 w-full border-b bg-transparent px-4 text-ink text-lead outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-base text-ink-3">No task by that name.</Command.Empty>
              {nodes
                .filter(({ id, name, type }) => `${id} ${name} ${type}`.toLowerCase().includes(text.trim().toLowerCase()))
                .slice(0, SHOWN)
                .map(({ id, name, type, kind }) => {
                  const { icon: Icon } = KIND_LOOKS[kind];
                  return (
                    <Command.Item
                      key={id}
                      value={id}
                      onSelect={() => go(id)}
                      className="flex h-8 items-center gap-2.5 rounded-control px-2 text-base text-ink-2 data-[selected=true]:bg-hover data-[selected=true]:text-ink"
                    >
                      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
                      <span className="truncate">{name}</span>
                      <span className="ml-auto text-ink-3 text-small">{type}</span>
                    </Command.Item>
                  );
                })}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
