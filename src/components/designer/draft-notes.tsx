'use client';
import { StickyNote } from 'lucide-react';
import { useDesignerState } from './designer-context.tsx';
import { notesOf } from './model/edit-places.ts';

/** What the author notes about the workflow, over the corner of the canvas. */
export function DraftNotes() {
  const { drawn } = useDesignerState();
  const notes = notesOf(drawn);
  if (notes.length === 0) return null;
  return (
    <ul aria-label="Notes" className="flex max-w-64 flex-col gap-1.5">
      {notes.map(({ text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and two may say the same
        <li key={index} className="flex gap-1.5 rounded-control border border-wait bg-wait-soft px-2 py-1 text-ink text-small">
          <StickyNote className="mt-0.5 size-3.5 shrink-0 text-wait" aria-hidden />
          <span className="whitespace-pre-wrap break-words">{text}</span>
        </li>
      ))}
    </ul>
  );
}
