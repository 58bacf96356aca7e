import { STYLES } from '@/server/core/persona/persona.ts';
import type { StyleReport } from '@/server/core/persona/summarise-performance.ts';
import { cn } from '../ui/class-names.ts';

/** The style of a persona: declared as a mark, what outcomes say as the bar (pale while there are none), and how many of them there are. */
export function StyleBars({ style }: { style: StyleReport }) {
  return (
    <ul className="flex flex-col gap-2" aria-label="Style">
      {STYLES.map((name) => {
        const { declared, inferred, samples } = style[name];
        return (
          <li key={name} className="grid grid-cols-[92px_minmax(0,1fr)_minmax(0,200px)] items-center gap-3 text-base">
            <span className="text-ink-2">{name}</span>
            <span className="relative h-2.5 rounded-full bg-raised" aria-hidden>
              <span
                className={cn('absolute inset-y-0 left-0 rounded-full', inferred === null ? 'bg-accent/35' : 'bg-accent')}
                style={{ width: `${(inferred ?? declared) * 100}%` }}
              />
              <span className="absolute -inset-y-0.5 w-0.5 rounded bg-ink" style={{ left: `calc(${declared * 100}% - 1px)` }} />
            </span>
            <span className="truncate text-ink-3 text-small">
              <span className="text-ink">{declared.toFixed(2)}</span> declared
              {inferred === null ? ', not measured' : `, ${inferred.toFixed(2)} from ${Math.round(samples * 10) / 10} outcomes`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
