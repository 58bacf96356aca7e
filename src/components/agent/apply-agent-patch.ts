import type { AgentPatch, AgentView } from '@/server/core/agent/agent-view.ts';

/** An agent with its live part renewed. Older news than what is known changes nothing. */
export function applyAgentPatch<T extends AgentView>(agent: T, patch: AgentPatch): T {
  return agent.id === patch.id && patch.updatedAt >= agent.updatedAt ? { ...agent, ...patch } : agent;
}
