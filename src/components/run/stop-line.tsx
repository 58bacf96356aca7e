import { CirclePause, CircleSlash } from 'lucide-react';
import type { RunView } from '@/server/core/run/run-view.ts';
import { ActorName } from '../session/actor-name.tsx';
import { Ago } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';

const WORDS = { paused: 'Paused', cancelled: 'Cancelled' } as const;

/** Who paused or cancelled the run, and why; nothing of one that is neither. */
export function StopLine({ run: { status, stopped } }: { run: RunView }) {
  if (stopped === null || (status !== 'paused' && status !== 'cancelled')) return null;
  const Icon = status === 'paused' ? CirclePause : CircleSlash;
  return (
    <p
      className={cn(
        'mt-2 flex min-w-0 items-center gap-2 rounded-control px-3 py-1 text-base',
        status === 'paused' ? 'bg-wait-soft text-wait' : 'bg-raised text-ink-2',
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 truncate" title={stopped.reason ?? undefined}>
        <span className="font-medium">
          {WORDS[status]}
          {stopped.by !== null && (
            <>
              {' by '}
              {stopped.byId === null ? stopped.by : <ActorName id={stopped.byId} name={stopped.by} />}
            </>
          )}
        </span>{' '}
        <Ago at={stopped.at} />
        {stopped.reason !== null && `: ${stopped.reason}`}
      </span>
    </p>
  );
}
