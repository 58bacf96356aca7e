import { StatusMark } from '../status/status-mark.tsx';
import { Ago } from '../time/time-text.tsx';
import type { RouterOutputs } from '../trpc.tsx';
import { ChoiceRow } from '../ui/choice-row.tsx';
import { SLEEP_LOOKS } from './sleep-looks.ts';

export type Sleeper = RouterOutputs['fleet']['sleepers'][number];

/** One agent and its state of sleep; chooses whose sleep is shown. */
export function SleeperRow({ sleeper, chosen, onChoose }: { sleeper: Sleeper; chosen: boolean; onChoose(): void }) {
  const { name, state, cycle, wokeAt } = sleeper;
  const since = cycle?.startedAt ?? wokeAt;
  return (
    <ChoiceRow chosen={chosen} onChoose={onChoose} className="grid-cols-[minmax(0,1fr)_132px_72px] gap-3">
      <span className="truncate font-medium text-ink">{name}</span>
      <StatusMark look={SLEEP_LOOKS[state]} className="text-small" />
      <span className="text-right text-ink-3 text-small">{since ? <Ago at={since} /> : '–'}</span>
    </ChoiceRow>
  );
}
