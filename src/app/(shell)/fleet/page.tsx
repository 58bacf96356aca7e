import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { FleetPage } from '@/components/fleet/fleet-page.tsx';
import { fleetParsers } from '@/components/fleet/fleet-parsers.ts';

export const metadata: Metadata = { title: 'Fleet' };

const load = createLoader(fleetParsers);

export default async function Fleet({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { tab, window } = await load(searchParams);
  const client = getQueryClient();
  if (tab === 'utilisation')
    await prefetch(
      client.prefetchQuery(trpc.fleet.utilisation.queryOptions({ minutes: window })),
      client.prefetchQuery(trpc.load.fleet.queryOptions()),
    );
  return (
    <Hydrate>
      <FleetPage />
    </Hydrate>
  );
}
