'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { money } from '@/server/core/budget/money.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { useThrottled } from '../live/use-throttled.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { BudgetBar } from './budget-bar.tsx';

const RaiseLimitDialog = dynamic(() => import('./raise-limit-dialog.tsx').then((module) => module.RaiseLimitDialog), { ssr: false });

/** Sums over all calls of a run: read again when tasks ended, but not more often than this. Milliseconds. */
const REFRESH_MS = 2_000;

/** What a run has cost, against its limit if it has one. Nothing for a run that costs nothing and has none. */
export function RunSpending({ run }: { run: Pick<RunView, 'id' | 'status' | 'completed' | 'failed'> }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayRaise = useAllowed('operator');
  const [raising, setRaising] = useState(false);
  const { data } = useQuery(trpc.budgets.ofRun.queryOptions({ runId: run.id }));
  const refresh = useThrottled(() => void queryClient.invalidateQueries(trpc.budgets.ofRun.queryFilter({ runId: run.id })), REFRESH_MS);
  const ended = run.completed + run.failed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again whenever tasks have ended, and when the run has
  useEffect(refresh, [ended, run.status]);
  if (data === undefined || (data.limitUsd === null && data.spentUsd + data.reservedUsd === 0)) return null;
  const { spentUsd, reservedUsd, limitUsd, state, waiting } = data;
  const open = !isTerminalRun(run.status);
  return (
    <span className="flex items-center gap-2">
      <span className="text-ink-3">Cost</span>
      <span className="tabular-nums" title={reservedUsd > 0 ? `${money(reservedUsd)} more is reserved for calls under way` : undefined}>
        {money(spentUsd)}
        {limitUsd !== null && ` of ${money(limitUsd)}`}
      </span>
      {limitUsd !== null && <BudgetBar {...{ spentUsd, reservedUsd, limitUsd, state }} forecastUsd={null} className="w-16" />}
      {open && mayRaise && (state === 'near' || state === 'exceeded') && (
        <Button variant={waiting > 0 ? 'primary' : 'ghost'} onClick={() => setRaising(true)}>
          Raise the limit
        </Button>
      )}
      {raising && <RaiseLimitDialog of={{ scope: 'run', subject: run.id }} limitUsd={limitUsd} onClose={() => setRaising(false)} />}
    </span>
  );
}
