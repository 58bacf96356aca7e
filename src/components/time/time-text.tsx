'use client';
import { formatAgo, formatDuration, formatInstant, formatTicking } from './format-time.ts';
import { useNow } from './use-now.ts';

/** How long ago, with the exact instant on hover. */
export function Ago({ at, className }: { at: Date; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at.toISOString()} title={formatInstant(at.getTime())} className={className}>
      {formatAgo(now - at.getTime())}
    </time>
  );
}

interface SpanProps {
  from: Date | null;
  /** Null while it lasts: then it ticks. */
  to: Date | null;
  className?: string;
}

/** How long something took, or takes so far. A dash when it has not begun. */
export function Span({ from, to, className }: SpanProps) {
  const lasts = from !== null && to === null;
  const now = useNow(lasts);
  if (from === null) return <span className={className}>–</span>;
  const text = to === null ? formatTicking(now - from.getTime()) : formatDuration(to.getTime() - from.getTime());
  return <span className={className}>{text}</span>;
}
