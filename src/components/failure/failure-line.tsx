import { formatDuration } from '../time/format-time.ts';
import { cn } from '../ui/class-names.ts';
import { type FailureTimes, layOutFailure } from './timeline-parts.ts';

const TONES = { detection: 'bg-fail', action: 'bg-wait', recovery: 'bg-ok' } as const;
const WORDS = { detection: 'to be seen', action: 'to be acted on', recovery: 'to run again' } as const;

/** From the fault to running again, on a line that ends at the target of two minutes. */
export function FailureLine({ times }: { times: FailureTimes }) {
  const { parts, totalMs, withinTarget } = layOutFailure(times);
  const words = parts.map(({ name, ms }) => `${formatDuration(ms)} ${WORDS[name]}`).join(', ');
  return (
    <div className="flex items-center gap-2" title={words}>
      <span role="img" aria-label={words} className="relative h-2 w-20 shrink-0 2xl:w-36 rounded-full bg-raised">
        {parts.map(({ name, from, width }) => (
          <span
            key={name}
            className={cn('absolute inset-y-0 min-w-0.5 rounded-full', TONES[name])}
            style={{ left: `${from * 100}%`, width: `${width * 100}%` }}
          />
        ))}
      </span>
      <span className={cn('whitespace-nowrap text-small', withinTarget === false ? 'text-fail' : 'text-ink-3')}>
        {totalMs === null ? '' : formatDuration(totalMs)}
      </span>
    </div>
  );
}
