'use client';
import { CircleCheck, CircleX, LoaderCircle, PencilLine } from 'lucide-react';
import type { Saving } from './use-saving.ts';

const LOOKS = {
  saved: { icon: CircleCheck, word: 'Saved', className: 'text-ink-3' },
  saving: { icon: LoaderCircle, word: 'Saving', className: 'text-ink-3' },
  waiting: { icon: PencilLine, word: 'Edited', className: 'text-ink-3' },
  'not-valid': { icon: PencilLine, word: 'Kept in this browser until it is right', className: 'text-wait' },
  failed: { icon: CircleX, word: 'Not saved', className: 'text-fail' },
} as const;

/** Where what one edits is: on the server, on its way, or in this browser only. */
export function SavingMark({ saving: { state } }: { saving: Saving }) {
  const { icon: Icon, word, className } = LOOKS[state];
  return (
    <span role="status" className={`flex items-center gap-1.5 text-small ${className}`}>
      <Icon className={state === 'saving' ? 'size-3.5 animate-spin' : 'size-3.5'} aria-hidden />
      {word}
    </span>
  );
}
