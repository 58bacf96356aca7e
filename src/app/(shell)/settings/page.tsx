import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { apiKeyPages } from '@/components/api-key/api-key-pages.ts';
import { SettingsPage } from '@/components/settings/settings-page.tsx';
import { getCaller, getPageContext } from '@/server/api/caller.ts';
import { hasRole } from '@/server/core/access/principal.ts';
import { version } from '../../../../package.json';

export const metadata: Metadata = { title: 'Settings' };

export default async function Page() {
  const [api, { principal }] = await Promise.all([getCaller(), getPageContext()]);
  const client = getQueryClient();
  const ofAdmins = () => [
    client.prefetchInfiniteQuery(apiKeyPages((input) => api.apiKeys.list(input))),
    client.prefetchQuery(trpc.users.list.queryOptions()),
  ];
  await prefetch(
    ...(principal !== null && hasRole(principal, 'admin') ? ofAdmins() : []),
    client.prefetchQuery(trpc.metrics.targets.queryOptions()),
  );
  return (
    <Hydrate>
      <SettingsPage version={version} />
    </Hydrate>
  );
}
