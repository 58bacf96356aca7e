import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { PerformancePage } from '@/components/validation/performance-page.tsx';
import { kindOf, validationPages } from '@/components/validation/validation-pages.ts';
import { TARGET_WINDOW, validationParsers } from '@/components/validation/validation-parsers.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Performance' };

const loadPlace = createLoader(validationParsers);

export default async function Performance({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const kind = kindOf(await loadPlace(searchParams));
  const api = await getCaller();
  const client = getQueryClient();
  await prefetch(
    client.prefetchQuery(trpc.metrics.validate.queryOptions(TARGET_WINDOW)),
    client.prefetchQuery(trpc.validations.trend.queryOptions(kind)),
    client.prefetchInfiniteQuery(validationPages(trpc.validations.pathKey(), (input) => api.validations.list(input), kind)),
  );
  return (
    <Hydrate>
      <PerformancePage />
    </Hydrate>
  );
}
