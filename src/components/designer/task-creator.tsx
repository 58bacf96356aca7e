'use client';
import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { useMemo, useRef, useState } from 'react';
import type { Point } from '../graph/canvas-graph.ts';
import { KIND_LOOKS } from '../graph/card-look.ts';
import { useDesigner, useDesignerState } from './designer-context.tsx';
import { isObject } from './model/draft.ts';
import { OFFERED_KINDS } from './model/new-task.ts';

export interface Creation {
  /** What the new task waits for. */
  after?: string | undefined;
  at?: Point;
}

const itemClass =
  'flex h-8 items-center gap-2.5 rounded-control px-2 text-base text-ink-2 data-[selected=true]:bg-hover data-[selected=true]:text-ink';

/** Asks for a name or a kind; Enter adds the task behind the one that was selected. */
export function TaskCreator({ creation, onClose }: { creation: Creation; onClose(): void }) {
  const { acts } = useDesigner();
  const { drawn } = useDesignerState();
  const [text, setText] = useState('');
  /** A task that was added has the focus; else it goes back to where it was. */
  const added = useRef(false);
  const types = useMemo(
    () => [
      ...new Set(drawn.tasks.flatMap(({ value }) => (isObject(value) && typeof value.task_type === 'string' ? [value.task_type] : []))),
    ],
    [drawn],
  );
  const matches = (word: string) => word.toLowerCase().includes(text.trim().toLowerCase());
  const add = (kind: (typeof OFFERED_KINDS)[number], name: string) => {
    added.current = true;
    onClose();
    acts.add({ kind, name, ...creation });
  };
  const Agent = KIND_LOOKS.agent.icon;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/20 dark:bg-black/50" />
        <Dialog.Popup
          finalFocus={() => !added.current}
          className="fixed top-[18vh] left-1/2 z-50 w-[460px] max-w-[calc(100vw-32px)] -translate-x-1/2 animate-appear overflow-hidden rounded-[10px] border border-line bg-panel shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">Add a task{creation.after !== undefined && ` behind ${creation.after}`}</Dialog.Title>
          <Command label="Add a task" loop shouldFilter={false}>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder={creation.after === undefined ? 'Name of the task, or its kind…' : `What comes after ${creation.after}?`}
              className="h-11 w-full border-b bg-transparent px-4 text-ink text-lead outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[44vh] overflow-y-auto p-1.5">
              {text.trim() !== '' && (
                <Command.Item value={`new ${text}`} onSelect={() => add('agent', text)} className={itemClass}>
                  <Agent className="size-4 text-ink-3" aria-hidden />
                  Agent call “{text.trim()}”
                </Command.Item>
              )}
              {OFFERED_KINDS.filter((kind) => matches(KIND_LOOKS[kind].word)).map((kind) => {
                const { icon: Icon, word } = KIND_LOOKS[kind];
                return (
                  <Command.Item key={kind} value={`kind ${word}`} onSelect={() => add(kind, '')} className={itemClass}>
                    <Icon className="size-4 text-ink-3" aria-hidden />
                    {word}
                  </Command.Item>
                );
              })}
              {types.filter(matches).map((type) => (
                <Command.Item key={type} value={`type ${type}`} onSelect={() => add('agent', type)} className={itemClass}>
                  <Agent className="size-4 text-ink-3" aria-hidden />
                  Another {type}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
