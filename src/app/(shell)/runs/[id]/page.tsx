import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { RunPage } from '@/components/run/run-page.tsx';
import { runTaskPages } from '@/components/run/run-task-pages.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Run' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const api = await getCaller();
  const queryClient = getQueryClient();
  // The run first: its number of events says from where the live view goes on, so nothing it names may be read before it.
  await prefetch(queryClient.prefetchQuery(trpc.runs.get.queryOptions({ id })));
  await prefetch(
    queryClient.prefetchInfiniteQuery(runTaskPages((input) => api.runs.tasks(input), id)),
    queryClient.prefetchQuery(trpc.budgets.ofRun.queryOptions({ runId: id })),
  );
  return (
    <Hydrate>
      <RunPage id={id} />
    </Hydrate>
  );
}
