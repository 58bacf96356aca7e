import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { getQueryClient, Hydrate, prefetch } from '@/app/hydrate.tsx';
import { runFilterParsers } from '@/components/run/run-filter.ts';
import { RunList } from '@/components/run/run-list.tsx';
import { runPages } from '@/components/run/run-pages.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Runs' };

const loadFilter = createLoader(runFilterParsers);

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await loadFilter(searchParams);
  const api = await getCaller();
  await prefetch(getQueryClient().prefetchInfiniteQuery(runPages((input) => api.runs.list(input), filter)));
  return (
    <Hydrate>
      <RunList />
    </Hydrate>
  );
}
