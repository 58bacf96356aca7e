'use client';
import { type QueryClient, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { flatten, type KeysetData } from '../keyset-pages.ts';
import { shortId } from '../short-id.ts';
import { useTRPCClient } from '../trpc.tsx';
import { agentPages, FLEET_KEY } from './agent-pages.ts';

/** Names of agents by id; an id nobody knows is its own name, shortened. */
export function useAgentNames(): (id: string) => string {
  const client = useTRPCClient();
  const { data } = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: true }));
  const names = useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
  return useCallback((id: string) => names.get(id) ?? shortId(id), [names]);
}

/** The same outside of a view, from what was read by then; nothing is read for it. */
export function agentNameIn(queryClient: QueryClient): (id: string) => string {
  let names: Map<string, string> | undefined;
  return (id) => {
    names ??= new Map(
      queryClient
        .getQueriesData<KeysetData<AgentView>>({ queryKey: FLEET_KEY })
        .flatMap(([, data]) => flatten(data).map((agent) => [agent.id, agent.name] as const)),
    );
    return names.get(id) ?? shortId(id);
  };
}
