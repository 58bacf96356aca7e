'use client';
import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { money } from '@/server/core/budget/money.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { BudgetBar } from './budget-bar.tsx';
import { periodWords } from './budget-words.ts';

const CreateBudgetDialog = dynamic(() => import('./create-budget-dialog.tsx').then((module) => module.CreateBudgetDialog), { ssr: false });

const REFRESH_MS = 2_000;

/** What an agent may cost per day or month, and what it has cost. */
export function AgentBudget({ agent }: { agent: { id: string; name: string } }) {
  const trpc = useTRPC();
  const admin = useAllowed('admin');
  const [adding, setAdding] = useState(false);
  const asked = { scope: 'agent', subject: agent.id } as const;
  const query = useQuery(trpc.budgets.list.queryOptions(asked));
  useLiveRefresh('runs', [trpc.budgets.list.queryFilter(asked)], REFRESH_MS);
  const add = admin && (
    <Button variant="ghost" onClick={() => setAdding(true)}>
      Set a limit
    </Button>
  );
  return (
    <Panel title="Budget" aside={add}>
      <Loaded
        query={query}
        what="Its budgets"
        rows={1}
        empty={
          <p className="px-4 py-3 text-base text-ink-3">
            No limit of its own: it may cost what budgets of everything and of workflows leave.
          </p>
        }
      >
        {(budgets) => (
          <ul className="flex flex-col gap-3 px-4 py-3">
            {budgets.map((budget) => (
              <li key={budget.id} className="flex flex-col gap-1">
                <span className="flex items-baseline justify-between gap-3 text-base tabular-nums">
                  <Link href={`/budgets?budget=${budget.id}` as Route} prefetch={false} className="text-ink hover:underline">
                    {money(budget.spentUsd)} of {money(budget.limitUsd)} {periodWords(budget)}
                  </Link>
                  {budget.waiting > 0 && <span className="text-wait">{budget.waiting} waiting</span>}
                </span>
                <BudgetBar {...budget} forecastUsd={budget.forecast?.usd ?? null} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {adding && <CreateBudgetDialog of={{ ...asked, name: agent.name }} onClose={() => setAdding(false)} />}
    </Panel>
  );
}
