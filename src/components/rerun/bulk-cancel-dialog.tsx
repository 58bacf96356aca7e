'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { OPEN_RUN_STATUSES } from '@/server/core/run/state.ts';
import { readProblem } from '../problem.ts';
import type { RunFilter } from '../run/run-filter.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** The runs of the list that go on. */
function bulkFilter({ status, workflow, q }: RunFilter) {
  const open = OPEN_RUN_STATUSES.filter((each) => status.includes(each));
  return {
    ...(open.length > 0 && { status: open }),
    ...(workflow !== '' && { workflowId: workflow }),
    ...(q.trim() !== '' && { text: q.trim() }),
  };
}

/** Cancels all runs that go on and that the list's filter means, after saying how many they are. */
export function BulkCancelDialog({ filter, onClose }: { filter: RunFilter; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const request = { filter: bulkFilter(filter) };
  const count = useQuery({ ...trpc.bulkRetries.countCancel.queryOptions(request), staleTime: 0 });
  const start = useMutation(
    trpc.bulkRetries.startCancel.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.bulkRetries.pathFilter());
        onClose();
      },
    }),
  );
  const { runs = 0, most = 0 } = count.data ?? {};
  const failure = start.isError ? start.error : count.isError ? count.error : null;
  const refused = runs > most ? `At most ${most} at once: narrow the filter.` : runs === 0 && count.isSuccess ? 'Nothing to cancel.' : null;
  return (
    <FormDialog
      title="Cancel runs"
      description="Runs that match the list's filter and go on. Agents at work on them are told to stop; what has finished stays."
      submit={`Cancel ${runs === 1 ? '1 run' : `${runs} runs`}`}
      busy={start.isPending || count.isPending}
      fault={failure ? readProblem(failure).message : refused}
      onSubmit={() => {
        if (refused === null) start.mutate({ ...request, ...(reason.trim() !== '' && { reason: reason.trim() }) });
      }}
      onClose={onClose}
    >
      {count.isPending ? (
        <Skeleton className="skeleton-delay h-5 w-40" />
      ) : (
        <p className="text-base text-ink">
          <span className="font-semibold">{runs}</span> {runs === 1 ? 'run matches' : 'runs match'}.
        </p>
      )}
      <Field label="Reason" hint="Kept with every run.">
        {(control) => <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
