import { type AgentView, agentView, type StoredAgent } from '../core/agent/agent-view.ts';
import { NotFoundError } from '../core/errors.ts';
import { countInFlight, sumAgentStats } from '../db/agent-stats.ts';
import { findAgent } from '../db/agents.ts';
import type { Deps } from '../deps.ts';

/** Stored agents as they are shown, with live counts and measured history read in two statements for all of them. */
export async function viewAgents(deps: Deps, agents: StoredAgent[]): Promise<AgentView[]> {
  if (agents.length === 0) return [];
  const ids = agents.map((agent) => agent.id);
  const [inFlight, sums] = await Promise.all([countInFlight(deps.db, ids), sumAgentStats(deps.db, ids)]);
  return agents.map((agent) => agentView(agent, inFlight.get(agent.id) ?? 0, sums.get(agent.id)));
}

/** @throws NotFoundError */
export async function loadAgent(deps: Deps, id: string): Promise<StoredAgent> {
  const agent = await findAgent(deps.db, id);
  if (agent === null) throw new NotFoundError(`no agent ${id}`);
  return agent;
}

/** One agent, retired ones included. @throws NotFoundError */
export async function readAgent(deps: Deps, id: string): Promise<AgentView> {
  const [view] = await viewAgents(deps, [await loadAgent(deps, id)]);
  if (view === undefined) throw new NotFoundError(`no agent ${id}`);
  return view;
}
