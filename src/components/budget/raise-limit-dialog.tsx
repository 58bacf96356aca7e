'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LimitField, readLimit } from './limit-field.tsx';

interface RaiseLimitDialogProps {
  /** Whose own limit is set. */
  of: { scope: 'run' | 'task'; subject: string };
  /** What it may cost now; null: that is not known here. */
  limitUsd: number | null;
  onClose(): void;
}

/** Sets what one run or task may cost, in place of what its definition says. */
export function RaiseLimitDialog({ of, limitUsd, onClose }: RaiseLimitDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [limit, setLimit] = useState(limitUsd === null ? '' : String(limitUsd * 2));
  const [sent, setSent] = useState(false);
  const set = useQuery(trpc.budgets.list.queryOptions(of));
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries(trpc.budgets.pathFilter());
      onClose();
    },
  };
  const create = useMutation(trpc.budgets.create.mutationOptions(done));
  const change = useMutation(trpc.budgets.change.mutationOptions(done));
  const fault = set.error ?? create.error ?? change.error;
  const budget = set.data?.[0];
  return (
    <FormDialog
      title={`What this ${of.scope} may cost`}
      submit="Set the limit"
      busy={set.isPending || create.isPending || change.isPending}
      fault={fault ? readProblem(fault).message : undefined}
      onSubmit={() => {
        setSent(true);
        const limit_usd = readLimit(limit);
        if (limit_usd === null) return;
        if (budget === undefined) create.mutate({ ...of, limit_usd });
        else change.mutate({ id: budget.id, revision: budget.revision, to: { limit_usd } });
      }}
      onClose={onClose}
    >
      <LimitField
        value={limit}
        sent={sent}
        hint="For all of it, what is spent included. What waits for it begins at once."
        onChange={setLimit}
      />
    </FormDialog>
  );
}
