'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { readProblem } from '../problem.ts';
import type { RunFilter } from '../run/run-filter.ts';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** The runs of the list that can be retried: ended ones, without a status those that failed or were cancelled. */
function bulkFilter({ status, workflow, q }: RunFilter) {
  const ended = status.filter(isTerminalRun);
  return {
    ...(ended.length > 0 && { status: ended }),
    ...(workflow !== '' && { workflowId: workflow }),
    ...(q.trim() !== '' && { text: q.trim() }),
  };
}

/** Retries all runs that the list's filter means, after saying how many they are. */
export function BulkRetryDialog({ filter, onClose }: { filter: RunFilter; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [newest, setNewest] = useState(false);
  const [retriedToo, setRetriedToo] = useState(false);
  const request = { filter: { ...bulkFilter(filter), retriedToo }, newest };
  const count = useQuery({ ...trpc.bulkRetries.count.queryOptions(request), staleTime: 0 });
  const start = useMutation(
    trpc.bulkRetries.start.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.bulkRetries.pathFilter());
        onClose();
      },
    }),
  );
  const { runs = 0, most = 0 } = count.data ?? {};
  const failure = start.isError ? start.error : count.isError ? count.error : null;
  const tooMany = runs > most ? `At most ${most} at once: narrow the filter.` : runs === 0 && count.isSuccess ? 'Nothing to retry.' : null;
  return (
    <FormDialog
      title="Retry runs"
      description={`Ended runs that match the list's filter${filter.status.some(isTerminalRun) ? '' : ' and failed or were cancelled'}. Each keeps the results of tasks that completed.`}
      submit={`Retry ${runs === 1 ? '1 run' : `${runs} runs`}`}
      busy={start.isPending || count.isPending}
      fault={failure ? readProblem(failure).message : tooMany}
      onSubmit={() => {
        if (tooMany === null) start.mutate(request);
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
      <label className="flex items-center gap-2 text-base text-ink-2">
        <input type="checkbox" checked={newest} onChange={(event) => setNewest(event.target.checked)} />
        Run the newest version of each workflow
      </label>
      <label className="flex items-center gap-2 text-base text-ink-2">
        <input type="checkbox" checked={retriedToo} onChange={(event) => setRetriedToo(event.target.checked)} />
        Also runs that were retried already
      </label>
    </FormDialog>
  );
}
