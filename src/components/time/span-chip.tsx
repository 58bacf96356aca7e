'use client';
import { X } from 'lucide-react';
import { formatInstant } from './format-time.ts';

const PARTS = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
const moment = new Intl.DateTimeFormat('en-GB', PARTS);
const momentOfYear = new Intl.DateTimeFormat('en-GB', { ...PARTS, year: 'numeric' });

/** With its year where that is not the present one: a link may be old. */
function spoken(at: Date): string {
  return (at.getFullYear() === new Date().getFullYear() ? moment : momentOfYear).format(at);
}

interface SpanChipProps {
  /** What happened in the span, as the beginning of a sentence: "Ended". */
  word: string;
  from: Date | null;
  to: Date | null;
  onClear(): void;
}

/** The span that a list is narrowed to, as a link into it has set it, and the way out. Nothing without one. */
export function SpanChip({ word, from, to, onClear }: SpanChipProps) {
  if (from === null && to === null) return null;
  const title = [from, to].map((at) => (at === null ? '' : formatInstant(at.getTime()))).join(' to ');
  return (
    <span
      className="inline-flex h-7 items-center gap-1 rounded-control bg-accent-soft pr-1 pl-2 text-accent text-small"
      title={title}
      suppressHydrationWarning
    >
      {word} {from && spoken(from)} – {to && spoken(to)}
      <button
        type="button"
        aria-label="Any time"
        onClick={onClear}
        className="flex size-5 items-center justify-center rounded hover:bg-hover"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}
