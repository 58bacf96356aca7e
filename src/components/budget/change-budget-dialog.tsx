'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BudgetAction } from '@/server/core/budget/budget.ts';
import type { BudgetView } from '@/server/core/budget/budget-view.ts';
import { money } from '@/server/core/budget/money.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { nameOf } from './budget-words.ts';
import { ACTIONS } from './create-budget-dialog.tsx';
import { LimitField, readLimit } from './limit-field.tsx';

const percentOf = (text: string) => {
  const percent = Number(text);
  return text.trim() !== '' && percent >= 1 && percent <= 100 ? percent : null;
};

/** Changes a limit, what happens when it is spent, and when an alert opens. */
export function ChangeBudgetDialog({ budget, onClose }: { budget: BudgetView; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [limit, setLimit] = useState(String(budget.limitUsd));
  const [action, setAction] = useState<BudgetAction>(budget.onExceeded);
  const [alertAt, setAlertAt] = useState(String(Math.round(budget.alertShare * 100)));
  const [sent, setSent] = useState(false);
  const change = useMutation(
    trpc.budgets.change.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.budgets.pathFilter());
        onClose();
      },
    }),
  );
  const percent = percentOf(alertAt);
  return (
    <FormDialog
      title={`Budget of ${nameOf(budget)}`}
      submit="Change"
      busy={change.isPending}
      fault={change.isError ? readProblem(change.error).message : undefined}
      onSubmit={() => {
        setSent(true);
        const limit_usd = readLimit(limit);
        if (limit_usd === null || percent === null) return;
        change.mutate({ id: budget.id, revision: budget.revision, to: { limit_usd, on_exceeded: action, alert_share: percent / 100 } });
      }}
      onClose={onClose}
    >
      <LimitField value={limit} sent={sent} hint={`${money(budget.spentUsd)} is spent.`} onChange={setLimit} />
      <SelectField label="When it is spent" value={action} options={ACTIONS} onChange={setAction} />
      <Field label="Alert at, percent" {...(sent && percent === null && { fault: 'From 1 to 100.' })}>
        {(control) => <Input {...control} inputMode="numeric" value={alertAt} onChange={(event) => setAlertAt(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
