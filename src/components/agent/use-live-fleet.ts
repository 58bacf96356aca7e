'use client';
import { useQueryClient } from '@tanstack/react-query';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { type KeysetData, mapRows } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPC } from '../trpc.tsx';
import { FLEET_KEY } from './agent-pages.ts';
import { applyAgentPatch } from './apply-agent-patch.ts';

/** Keeps every agent that is shown up to date. A newcomer has no row to patch: then the list is read again. */
export function useLiveFleet(): void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  useLiveTopic('agents', (messages) => {
    const patches = new Map(
      messages.flatMap((message) => (message.kind === 'agents' ? message.agents.map((agent) => [agent.id, agent] as const) : [])),
    );
    const known = new Set<string>();
    queryClient.setQueriesData<KeysetData<AgentView>>({ queryKey: FLEET_KEY }, (data) => {
      if (!data) return data;
      return mapRows(data, (agent) => {
        known.add(agent.id);
        const patch = patches.get(agent.id);
        return patch ? applyAgentPatch(agent, patch) : agent;
      });
    });
    for (const [id, patch] of patches) {
      queryClient.setQueryData(trpc.agents.get.queryKey({ id }), (agent) => (agent ? applyAgentPatch(agent, patch) : agent));
    }
    const newcomers = [...patches.keys()].some((id) => !known.has(id));
    const gone = messages.some((message) => message.kind === 'agents' && message.removed.length > 0);
    if (newcomers || gone || messages.some(({ kind }) => kind === 'reset')) void queryClient.invalidateQueries({ queryKey: FLEET_KEY });
  });
}
