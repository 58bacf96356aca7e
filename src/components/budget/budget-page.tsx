'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Wallet } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import type { BudgetView } from '@/server/core/budget/budget-view.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { type BudgetAct, BudgetRow } from './budget-row.tsx';
import { nameOf } from './budget-words.ts';

const CreateBudgetDialog = dynamic(() => import('./create-budget-dialog.tsx').then((module) => module.CreateBudgetDialog), { ssr: false });
const ChangeBudgetDialog = dynamic(() => import('./change-budget-dialog.tsx').then((module) => module.ChangeBudgetDialog), { ssr: false });
const SpentCalls = dynamic(() => import('./spent-calls.tsx').then((module) => module.SpentCalls), { ssr: false });

/** Sums over many calls: read again after something happened, but not more often than this. Milliseconds. */
const REFRESH_MS = 2_000;

const COLUMNS = [
  'Of',
  'Limit',
  { title: 'Spent and reserved', note: 'Spent: calls that ended. Reserved, paler: what calls under way are expected to cost.' },
  { title: 'Forecast', note: 'Expected to be spent when the day or month ends, with its 90 % interval' },
  'State',
];

type Open = { act: Exclude<BudgetAct, 'calls'>; budget: BudgetView } | { act: 'create' };

/** Every limit of what work may cost, and what stands against it. */
export function BudgetPage() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admin = useAllowed('admin');
  const [chosen, setChosen] = useQueryState('budget', parseAsString);
  const [open, setOpen] = useState<Open | null>(null);
  const query = useQuery(trpc.budgets.list.queryOptions({}));
  useLiveRefresh('runs', [trpc.budgets.list.queryFilter(), trpc.budgets.calls.queryFilter()], REFRESH_MS);
  const remove = useMutation(
    trpc.budgets.remove.mutationOptions({
      onSuccess: () => {
        setOpen(null);
        void queryClient.invalidateQueries(trpc.budgets.list.queryFilter());
      },
    }),
  );
  const act = (budget: BudgetView, what: BudgetAct) => {
    if (what === 'calls') void setChosen(budget.id === chosen ? null : budget.id);
    else setOpen({ act: what, budget });
  };
  const create = admin && (
    <Button variant="primary" onClick={() => setOpen({ act: 'create' })}>
      <Plus aria-hidden />
      New budget
    </Button>
  );
  const shown = query.data?.find(({ id }) => id === chosen);
  return (
    <>
      <PageHeader title="Budgets" actions={Boolean(query.data?.length) && create}>
        What work may cost, what it has cost, and what waits for money.
      </PageHeader>
      <StaleBanner />
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-2 pb-10">
        <Loaded
          query={query}
          what="The budgets"
          empty={
            <EmptyState icon={Wallet} title="No budgets yet" action={create || undefined}>
              A budget limits what everything, a workflow or an agent may cost per day or month. When it is spent, nothing more is begun
              until there is money again. A run's own limit stands in its definition, as <code>max_cost_usd</code>.
            </EmptyState>
          }
        >
          {(budgets) => (
            <RecordTable columns={COLUMNS} acts caption="Budgets">
              {budgets.map((budget) => (
                <BudgetRow key={budget.id} budget={budget} chosen={budget.id === chosen} onAct={(what) => act(budget, what)} />
              ))}
            </RecordTable>
          )}
        </Loaded>
        {shown && <SpentCalls budget={shown} onClose={() => void setChosen(null)} />}
      </div>
      {open?.act === 'create' && <CreateBudgetDialog onClose={() => setOpen(null)} />}
      {open?.act === 'change' && <ChangeBudgetDialog budget={open.budget} onClose={() => setOpen(null)} />}
      {open?.act === 'remove' && (
        <ConfirmDialog
          open
          onOpenChange={() => setOpen(null)}
          title={`Remove the budget of ${nameOf(open.budget)}?`}
          consequence="What waits for it begins. What was spent stays known."
          verb="Remove"
          danger
          mutation={remove}
          onConfirm={() => remove.mutate({ id: open.budget.id })}
        />
      )}
    </>
  );
}
