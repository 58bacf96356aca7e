'use client';
import { Palette, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { AREA_LOOKS, nextColour } from '../graph/area-look.ts';
import { LEAST_NOTE, type Note } from '../graph/areas.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { useDesigner } from './designer-context.tsx';
import { stepOf, takeKey } from './ground-keys.ts';
import { useGroundDrag } from './use-ground-drag.ts';

interface NoteCardProps {
  note: Note;
  index: number;
  /** It was made just now, to be written. */
  fresh: boolean;
}

/** The text of a note while it is written. Leaving keeps it, Escape does not. */
function NoteField({ text, label, onDone }: { text: string; label: string; onDone(text: string | null, byKey: boolean): void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const ended = useRef(false);
  const end = (next: string | null, byKey: boolean) => {
    if (ended.current) return;
    ended.current = true;
    onDone(next, byKey);
  };
  return (
    <textarea
      ref={field}
      aria-label={label}
      defaultValue={text}
      maxLength={2_000}
      className="nowheel h-full w-full resize-none bg-transparent p-2 text-ink text-small"
      onBlur={(event) => end(event.target.value, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') takeKey(event, () => end(null, true));
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) takeKey(event, () => end(event.currentTarget.value, true));
      }}
    />
  );
}

/** A note that lies on the canvas: dragged, sized, coloured and written by hand, and by keys while it has the focus. */
export function NoteCard({ note, index, fresh }: NoteCardProps) {
  const { acts, canvas, readOnly } = useDesigner();
  const [editing, setEditing] = useState(fresh);
  const card = useRef<HTMLButtonElement>(null);
  const zoom = () => canvas.current?.zoom() ?? 1;
  const move = useGroundDrag(zoom, ({ x, y }) => acts.changeNote(index, { x: note.x + x, y: note.y + y }));
  const sized = (x: number, y: number) => ({
    width: Math.max(LEAST_NOTE.width, note.width + x),
    height: Math.max(LEAST_NOTE.height, note.height + y),
  });
  const size = useGroundDrag(zoom, ({ x, y }) => acts.changeNote(index, sized(x, y)));
  const recolour = () => acts.changeNote(index, { colour: nextColour(note.colour) });
  const onKey = (event: KeyboardEvent) => {
    const step = stepOf(event);
    if (event.ctrlKey || event.metaKey) return;
    if (step && event.shiftKey) takeKey(event, () => acts.changeNote(index, sized(step.x, step.y)));
    else if (step) takeKey(event, () => acts.changeNote(index, { x: note.x + step.x, y: note.y + step.y }));
    else if (event.key === 'Enter' || event.key === 'F2') takeKey(event, () => setEditing(true));
    else if (event.key === 'Delete' || event.key === 'Backspace') takeKey(event, () => acts.removeNote(index));
    else if (event.key === 'c') takeKey(event, recolour);
  };
  const label = `Note ${index + 1}`;
  const done = (text: string | null, byKey: boolean) => {
    setEditing(false);
    if (text !== null && text !== note.text) acts.changeNote(index, { text });
    // Who left by a press is where they pressed.
    if (byKey) requestAnimationFrame(() => card.current?.focus());
  };
  return (
    <section
      data-graph-control
      aria-label={label}
      className={cn(
        'group/note nopan pointer-events-auto absolute -z-10 rounded-panel border focus-within:border-accent',
        AREA_LOOKS[note.colour].note,
      )}
      style={{ left: note.x + move.by.x, top: note.y + move.by.y, ...sized(size.by.x, size.by.y) }}
    >
      {editing ? (
        <NoteField text={note.text} label={`Text of note ${index + 1}`} onDone={done} />
      ) : (
        <button
          ref={card}
          type="button"
          aria-label={`${label}: ${note.text}`}
          title={readOnly ? undefined : 'Enter or a double click edits; arrows move, with Shift they size; c colours; Del removes'}
          className="nowheel flex h-full w-full cursor-grab items-start overflow-y-auto whitespace-pre-wrap break-words rounded-panel p-2 text-left text-ink text-small active:cursor-grabbing"
          {...(!readOnly && { ...move.handlers, onKeyDown: onKey, onDoubleClick: () => setEditing(true) })}
        >
          {note.text}
        </button>
      )}
      {!readOnly && !editing && (
        <>
          <span className="absolute top-1 right-1 hidden gap-1 group-focus-within/note:flex group-hover/note:flex">
            <Button size="icon" aria-label={`Colour of note ${index + 1}: ${AREA_LOOKS[note.colour].word}`} onClick={recolour}>
              <Palette aria-hidden />
            </Button>
            <Button size="icon" aria-label={`Remove note ${index + 1}`} onClick={() => acts.removeNote(index)}>
              <Trash2 aria-hidden />
            </Button>
          </span>
          <span
            aria-hidden
            className="absolute right-0 bottom-0 size-4 cursor-nwse-resize touch-none border-line-strong border-r-2 border-b-2"
            {...size.handlers}
          />
        </>
      )}
    </section>
  );
}
