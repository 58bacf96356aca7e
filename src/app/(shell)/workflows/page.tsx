import type { Metadata } from 'next';
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server';
import { getQueryClient, Hydrate, prefetch } from '@/app/hydrate.tsx';
import { WorkflowList } from '@/components/workflow/workflow-list.tsx';
import { workflowPages } from '@/components/workflow/workflow-pages.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Workflows' };

const load = createLoader({ q: parseAsString.withDefault('') });

export default async function WorkflowsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { q } = await load(searchParams);
  const api = await getCaller();
  await prefetch(getQueryClient().prefetchInfiniteQuery(workflowPages((input) => api.workflows.list(input), q)));
  return (
    <Hydrate>
      <WorkflowList />
    </Hydrate>
  );
}
