import { StatusMark } from '../status/status-mark.tsx';
import { Ago } from '../time/time-text.tsx';
import type { RouterOutputs } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { SLEEP_LOOKS } from './sleep-looks.ts';

export type Sleeper = RouterOutputs['fleet']['sleepers'][number];

/** One agent and its state of sleep; chooses whose sleep is shown. */
export function SleeperRow({ sleeper, chosen, onChoose }: { sleeper: Sleeper; chosen: boolean; onChoose(): void }) {
  const { name, state, cycle, wokeAt } = sleeper;
  const since = cycle?.startedAt ?? wokeAt;
  return (
    <li>
      <button
        type="button"
        data-row
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          'grid h-8.5 w-full grid-cols-[minmax(0,1fr)_132px_72px] items-center gap-3 border-b px-4 text-left text-base hover:bg-hover focus-visible:-outline-offset-2',
          chosen && 'bg-raised',
        )}
      >
        <span className="truncate font-medium text-ink">{name}</span>
        <StatusMark look={SLEEP_LOOKS[state]} className="text-small" />
        <span className="text-right text-ink-3 text-small">{since ? <Ago at={since} /> : '–'}</span>
      </button>
    </li>
  );
}
