import type { Metadata } from 'next';
import { createLoader, parseAsBoolean, type SearchParams } from 'nuqs/server';
import { getQueryClient, Hydrate, prefetch } from '@/app/hydrate.tsx';
import { AgentList } from '@/components/agent/agent-list.tsx';
import { agentPages } from '@/components/agent/agent-pages.ts';
import { getCaller } from '@/server/api/caller.ts';

export const metadata: Metadata = { title: 'Agents' };

const load = createLoader({ retired: parseAsBoolean.withDefault(false) });

export default async function AgentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { retired } = await load(searchParams);
  const api = await getCaller();
  await prefetch(getQueryClient().prefetchInfiniteQuery(agentPages((input) => api.agents.list(input), { includeRetired: retired })));
  return (
    <Hydrate>
      <AgentList />
    </Hydrate>
  );
}
