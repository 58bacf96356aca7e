'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { shortId } from '../short-id.ts';
import { useTRPCClient } from '../trpc.tsx';
import { agentPages } from './agent-pages.ts';

/** Names of agents by id; an id nobody knows is its own name, shortened. */
export function useAgentNames(): (id: string) => string {
  const client = useTRPCClient();
  const { data } = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: true }));
  const names = useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
  return useCallback((id: string) => names.get(id) ?? shortId(id), [names]);
}
