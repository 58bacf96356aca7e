import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { OverviewPage } from '@/components/overview/overview-page.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function Overview() {
  await prefetch(getQueryClient().prefetchQuery(trpc.overview.read.queryOptions()));
  return (
    <Hydrate>
      <OverviewPage />
    </Hydrate>
  );
}
