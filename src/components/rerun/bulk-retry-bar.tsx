'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

/** Open ones are among the newest. */
const READ = 5;
/** At most this often while runs begin, ms. */
const REFRESH_MS = 1_000;

const WORDS = { retry: ['retries', 'begun'], cancel: ['cancels', 'cancelled'] } as const;

/** How far bulk retries and cancels are that still go on, with the way to stop them. Nothing while there is none. */
export function BulkRetryBar() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const query = useQuery(trpc.bulkRetries.list.queryOptions({ limit: READ }));
  useLiveRefresh('runs', [trpc.bulkRetries.list.queryFilter()], REFRESH_MS);
  const abort = useMutation(
    trpc.bulkRetries.abort.mutationOptions({
      onError: (error) => void toast.error(readProblem(error).message),
      onSettled: () => void queryClient.invalidateQueries(trpc.bulkRetries.pathFilter()),
    }),
  );
  const open = (query.data?.data ?? []).filter(({ status }) => status === 'running');
  return open.map(({ id, act, started, refused, total, createdByName }) => (
    <Banner
      key={id}
      tone="info"
      className="mx-6 mb-2"
      action={
        allowed && (
          <Button busy={abort.isPending} onClick={() => abort.mutate({ id })}>
            Abort
          </Button>
        )
      }
    >
      {createdByName} {WORDS[act][0]} {total === 1 ? '1 run' : `${total} runs`}: {started} {WORDS[act][1]}
      {refused > 0 && `, ${refused} could not be`}, {total - started - refused} to go.
    </Banner>
  ));
}
