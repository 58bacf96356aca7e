import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { AgentPage } from '@/components/agent/agent-page.tsx';

export const metadata: Metadata = { title: 'Agent' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await prefetch(getQueryClient().prefetchQuery(trpc.agents.get.queryOptions({ id })));
  return (
    <Hydrate>
      <AgentPage id={id} />
    </Hydrate>
  );
}
