import type { Route } from 'next';
import Link from 'next/link';
import type { BudgetView } from '@/server/core/budget/budget-view.ts';
import { money } from '@/server/core/budget/money.ts';
import { useAllowed } from '../session/session.tsx';
import { formatInstant } from '../time/format-time.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Td } from '../ui/table.tsx';
import { BudgetBar } from './budget-bar.tsx';
import { forecastWords, nameOf, periodWords, SCOPE_WORDS, STATE_LOOKS } from './budget-words.ts';

export type BudgetAct = 'calls' | 'change' | 'remove';

const PLACES: Partial<Record<BudgetView['scope'], (subject: string) => string>> = {
  agent: (id) => `/agents/${id}`,
  run: (id) => `/runs/${id}`,
};

function Subject({ budget }: { budget: BudgetView }) {
  const { scope, subject } = budget;
  const href = subject === null ? undefined : PLACES[scope]?.(subject);
  const name = nameOf(budget);
  return (
    <>
      {href === undefined ? (
        <span className="block truncate font-medium text-ink">{name}</span>
      ) : (
        <Link href={href as Route} prefetch={false} className="block truncate font-medium text-ink hover:underline">
          {name}
        </Link>
      )}
      <span className="block text-ink-3 text-small">{SCOPE_WORDS[scope]}</span>
    </>
  );
}

function Standing({ budget }: { budget: BudgetView }) {
  const { state, scope, subject, onExceeded, waiting } = budget;
  const look = STATE_LOOKS[state];
  const held = waiting === 1 ? '1 task waits' : `${waiting} tasks wait`;
  return (
    <>
      <Badge tone={look.tone}>{look.word}</Badge>
      {waiting > 0 ? (
        <Link
          href={(scope === 'run' ? `/runs/${subject}` : '/queues') as Route}
          prefetch={false}
          className="block text-small text-wait hover:underline"
        >
          {held}
        </Link>
      ) : (
        <span className="block text-ink-3 text-small">{onExceeded === 'warn' && 'only warns'}</span>
      )}
    </>
  );
}

interface BudgetRowProps {
  budget: BudgetView;
  /** Its calls are shown below. */
  chosen: boolean;
  onAct(act: BudgetAct): void;
}

/** One budget: what stands against it, and what may be done with it. */
export function BudgetRow({ budget, chosen, onAct }: BudgetRowProps) {
  const { scope, limitUsd, spentUsd, reservedUsd, state, forecast, window, calls, unpriced } = budget;
  const mayChange = useAllowed(scope === 'run' || scope === 'task' ? 'operator' : 'admin');
  const name = nameOf(budget);
  return (
    <tr>
      <Td className="max-w-56">
        <Subject budget={budget} />
      </Td>
      <Td className="whitespace-nowrap">
        <span className="block font-medium text-ink tabular-nums">{money(limitUsd)}</span>
        <span className="block text-ink-3 text-small" title={window === null ? undefined : `until ${formatInstant(window.to.getTime())}`}>
          {periodWords(budget)}
        </span>
      </Td>
      <Td className="min-w-56">
        <span className="flex flex-col gap-1">
          <span className="flex items-baseline justify-between gap-3 tabular-nums">
            <button
              type="button"
              aria-expanded={chosen}
              aria-label={`Calls behind ${money(spentUsd)} spent of ${name}`}
              onClick={() => onAct('calls')}
              className="font-medium text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
            >
              {money(spentUsd)}
            </button>
            <span className="text-ink-3 text-small">
              {reservedUsd > 0 ? `${money(reservedUsd)} reserved` : `${calls} ${calls === 1 ? 'call' : 'calls'}`}
              {unpriced > 0 && `, ${unpriced} without a price`}
            </span>
          </span>
          <BudgetBar {...{ spentUsd, reservedUsd, limitUsd, state }} forecastUsd={forecast?.usd ?? null} />
        </span>
      </Td>
      <Td className="whitespace-nowrap tabular-nums" title={forecast === null ? undefined : `from ${forecast.samples} quarters of an hour`}>
        {forecastWords(budget)}
      </Td>
      <Td className="whitespace-nowrap">
        <Standing budget={budget} />
      </Td>
      <Td>
        {mayChange && (
          <span className="flex justify-end gap-1">
            <Button variant="ghost" aria-label={`Change the budget of ${name}`} onClick={() => onAct('change')}>
              Change
            </Button>
            <Button variant="danger" aria-label={`Remove the budget of ${name}`} onClick={() => onAct('remove')}>
              Remove
            </Button>
          </span>
        )}
      </Td>
    </tr>
  );
}
