'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BudgetAction, BudgetPeriod } from '@/server/core/budget/budget.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { LimitField, readLimit } from './limit-field.tsx';

const SCOPES = [
  { value: 'installation', label: 'Everything' },
  { value: 'workflow', label: 'A workflow' },
  { value: 'agent', label: 'An agent' },
] as const;
type Scope = (typeof SCOPES)[number]['value'];

const PERIODS = [
  { value: 'day', label: 'Per day' },
  { value: 'month', label: 'Per month' },
] as const satisfies readonly { value: BudgetPeriod; label: string }[];

export const ACTIONS = [
  { value: 'block', label: 'Begin nothing more' },
  { value: 'warn', label: 'Only warn' },
] as const satisfies readonly { value: BudgetAction; label: string }[];

/** As many as one looks through in a list. */
const MOST_SUBJECTS = 200;

/** Workflows or agents, to choose one of. */
function useSubjects(scope: Scope) {
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: MOST_SUBJECTS }, { enabled: scope === 'workflow' }));
  const agents = useQuery(trpc.agents.list.queryOptions({ limit: MOST_SUBJECTS }, { enabled: scope === 'agent' }));
  if (scope === 'workflow') return (workflows.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return scope === 'agent' ? (agents.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })) : [];
}

interface CreateBudgetDialogProps {
  /** What it is for, where that is known. */
  of?: { scope: Scope; subject: string; name: string };
  onClose(): void;
}

/** Limits what everything, a workflow or an agent may cost. Days and months are those of the reader's clocks. */
export function CreateBudgetDialog({ of, onClose }: CreateBudgetDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [scope, setScope] = useState<Scope>(of?.scope ?? 'installation');
  const [subject, setSubject] = useState(of?.subject ?? '');
  const [period, setPeriod] = useState<(typeof PERIODS)[number]['value']>('day');
  const [action, setAction] = useState<BudgetAction>('block');
  const [limit, setLimit] = useState('');
  const [sent, setSent] = useState(false);
  const subjects = useSubjects(of === undefined ? scope : 'installation');
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const create = useMutation(
    trpc.budgets.create.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.budgets.pathFilter());
        onClose();
      },
    }),
  );
  const chosen = subject === '' ? subjects[0]?.value : subject;
  return (
    <FormDialog
      title={of === undefined ? 'New budget' : `Budget of ${of.name}`}
      submit="Set the limit"
      busy={create.isPending}
      fault={create.isError ? readProblem(create.error).message : undefined}
      onSubmit={() => {
        setSent(true);
        const limit_usd = readLimit(limit);
        if (limit_usd === null || (scope !== 'installation' && chosen === undefined)) return;
        const named = scope === 'installation' || chosen === undefined ? {} : { subject: chosen };
        create.mutate({ scope, ...named, period, time_zone: timeZone, limit_usd, on_exceeded: action });
      }}
      onClose={onClose}
    >
      {of === undefined && (
        <SelectField
          label="Of"
          value={scope}
          options={SCOPES}
          onChange={(next) => {
            setScope(next);
            setSubject('');
          }}
        />
      )}
      {of === undefined && scope !== 'installation' && (
        <SelectField
          label={scope === 'workflow' ? 'Workflow' : 'Agent'}
          hint={subjects.length === 0 ? `There is no ${scope} yet.` : undefined}
          value={chosen ?? ''}
          options={subjects}
          onChange={setSubject}
        />
      )}
      <LimitField value={limit} sent={sent} onChange={setLimit} />
      <SelectField label="For" value={period} options={PERIODS} hint={`By the clocks of ${timeZone}.`} onChange={setPeriod} />
      <SelectField
        label="When it is spent"
        value={action}
        options={ACTIONS}
        hint="An alert opens at 80 %, and when all is spent."
        onChange={setAction}
      />
    </FormDialog>
  );
}
