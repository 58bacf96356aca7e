import type { BudgetState } from '@/server/core/budget/budget-state.ts';
import { money } from '@/server/core/budget/money.ts';
import { cn } from '../ui/class-names.ts';
import { STATE_LOOKS } from './budget-words.ts';

interface BudgetBarProps {
  spentUsd: number;
  reservedUsd: number;
  limitUsd: number;
  /** Expected when the window ends; null: not known. */
  forecastUsd: number | null;
  state: BudgetState;
  className?: string;
}

/** What is spent and reserved of a limit. The line in it is the limit where the forecast goes beyond that, else the forecast. */
export function BudgetBar({ spentUsd, reservedUsd, limitUsd, forecastUsd, state, className }: BudgetBarProps) {
  const scale = Math.max(limitUsd, spentUsd + reservedUsd, forecastUsd ?? 0);
  const share = (usd: number) => `${(Math.min(usd, scale) / scale) * 100}%`;
  const beyond = scale > limitUsd;
  const mark = beyond ? limitUsd : forecastUsd;
  const forecast = forecastUsd === null ? '' : `, ${money(forecastUsd)} expected at the end`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browser's own meter cannot show what is reserved
    <span
      role="meter"
      aria-label="Spent"
      aria-valuenow={spentUsd}
      aria-valuemin={0}
      aria-valuemax={limitUsd}
      aria-valuetext={`${money(spentUsd)} of ${money(limitUsd)} spent, ${money(reservedUsd)} reserved${forecast}`}
      title={`${money(spentUsd)} spent, ${money(reservedUsd)} reserved${forecast}`}
      className={cn('relative flex h-2 w-full overflow-hidden rounded-full bg-line', className)}
    >
      <span className={cn('transition-[width] duration-200', STATE_LOOKS[state].bar)} style={{ width: share(spentUsd) }} />
      <span className={cn('opacity-40 transition-[width] duration-200', STATE_LOOKS[state].bar)} style={{ width: share(reservedUsd) }} />
      {mark !== null && mark > 0 && (
        <span
          className={cn('absolute inset-y-0 w-0.5', beyond ? 'bg-ink' : 'bg-ink-3')}
          style={{ left: `calc(${share(mark)} - 2px)` }}
          aria-hidden
        />
      )}
    </span>
  );
}
