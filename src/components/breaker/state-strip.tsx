import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import { TONE_SOLID } from '../status/status-vocabulary.ts';
import { formatDuration } from '../time/format-time.ts';
import { cn } from '../ui/class-names.ts';
import { BREAKER_LOOKS } from './breaker-looks.ts';
import { type StripInput, stripSegments } from './strip-segments.ts';

/** Quiet states are drawn thin, so that trouble stands out. */
const HEIGHTS: Record<BreakerStatus, string> = {
  closed: 'h-1 opacity-50',
  open: 'h-4',
  half_open: 'h-3',
  forced_open: 'h-4 opacity-80',
  disabled: 'h-1',
  metrics_only: 'h-2',
};

function spoken(segments: ReturnType<typeof stripSegments>, spanMs: number): string {
  const parts = segments.map(({ state, from, to }) => `${BREAKER_LOOKS[state].word} ${formatDuration((to - from) * spanMs)}`);
  return parts.length === 0 ? 'not there yet' : parts.join(', then ');
}

/** What state a breaker was in over the last while, oldest at the left. */
export function StateStrip({ name, className, ...input }: StripInput & { name: string; className?: string }) {
  const segments = stripSegments(input);
  const label = spoken(segments, input.end - input.start);
  return (
    <span role="img" aria-label={`${name}: ${label}`} title={label} className={cn('relative block h-4', className)}>
      <span className="absolute inset-x-0 top-1/2 h-px bg-line" aria-hidden />
      {segments.map(({ state, from, to }) => (
        <span
          key={from}
          aria-hidden
          className={cn('-translate-y-1/2 absolute top-1/2 min-w-0.5 rounded-[2px]', TONE_SOLID[BREAKER_LOOKS[state].tone], HEIGHTS[state])}
          style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
        />
      ))}
    </span>
  );
}
