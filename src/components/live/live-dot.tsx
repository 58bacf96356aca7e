'use client';
import { cn } from '../ui/class-names.ts';
import { type LiveState, useLiveState } from './use-live.tsx';

const LOOKS: Record<LiveState, { word: string; dot: string; text: string; meaning: string }> = {
  connecting: { word: 'Connecting', dot: 'bg-idle', text: 'text-ink-3', meaning: 'The live connection is being made.' },
  live: { word: 'Live', dot: 'bg-ok', text: 'text-ink-2', meaning: 'What you see changes as it happens.' },
  stale: {
    word: 'Stale',
    dot: 'bg-wait',
    text: 'text-wait',
    meaning: 'The live connection is lost and being made again. What you see may be old.',
  },
};

/** Whether the page is live, in the top bar. */
export function LiveDot() {
  const { state } = useLiveState();
  const look = LOOKS[state];
  return (
    <output title={look.meaning} data-live={state} className={cn('inline-flex h-7 items-center gap-1.5 px-2.5 text-small', look.text)}>
      <span className={cn('size-1.5 rounded-full', look.dot)} aria-hidden />
      {look.word}
    </output>
  );
}
