import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { agentPages } from '@/components/agent/agent-pages.ts';
import { OverviewPage } from '@/components/overview/overview-page.tsx';
import { FAILED, RUNNING } from '@/components/overview/overview-runs.ts';
import { runPages } from '@/components/run/run-pages.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Overview' };

/** Everything that has a height of its own arrives with the page, so that nothing moves. */
export default async function Overview() {
  const api = await getCaller();
  const client = getQueryClient();
  const runs = [RUNNING, FAILED].map((filter) => runPages((input) => api.runs.list(input), filter));
  await prefetch(
    client.prefetchQuery(trpc.overview.read.queryOptions()),
    client.prefetchInfiniteQuery(agentPages((input) => api.agents.list(input), { includeRetired: false })),
    ...runs.map((pages) => client.prefetchInfiniteQuery(pages)),
  );
  return (
    <Hydrate>
      <OverviewPage />
    </Hydrate>
  );
}
