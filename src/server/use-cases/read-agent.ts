import { type AgentView, agentView, type StoredAgent } from '../core/agent/agent-view.ts';
import { agentBreaker } from '../core/breaker/resource.ts';
import { NotFoundError } from '../core/errors.ts';
import type { HeldWork } from '../core/heartbeat/signs-of-life.ts';
import { countInFlight, sumAgentStats } from '../db/agent-stats.ts';
import { findAgent } from '../db/agents.ts';
import { findBreakers } from '../db/breakers.ts';
import { readDegradations } from '../db/degradations.ts';
import { readHeldWork } from '../db/signs-of-life.ts';
import type { Deps } from '../deps.ts';
import { viewBreakers } from './list-breakers.ts';
import { readRules } from './load-breaker.ts';
import { nameActors } from './name-actors.ts';

const NOTHING_HELD: ReadonlyMap<string, HeldWork> = new Map();

/** The agents' own breakers, by agent id. */
async function readAgentBreakers(deps: Deps, ids: string[]): Promise<Map<string | null, AgentView['breaker']>> {
  const stored = await findBreakers(deps.db.pool, ids.map(agentBreaker));
  if (stored.length === 0) return new Map();
  const views = await viewBreakers(deps, stored, await readRules(deps));
  return new Map(views.map(({ agentId, state, nextProbeAt }) => [agentId, { state, nextProbeAt }]));
}

/** Stored agents as they are shown, with live counts and measured history and names read in a handful of statements for all of them. */
export async function viewAgents(deps: Deps, agents: StoredAgent[]): Promise<AgentView[]> {
  if (agents.length === 0) return [];
  const ids = agents.map((agent) => agent.id);
  const promising = agents.flatMap(({ id, kind, config }) => (kind === 'worker' && 'progress_timeout_seconds' in config ? [id] : []));
  const [inFlight, sums, degradations, breakers, held, nameOf] = await Promise.all([
    countInFlight(deps.db, ids),
    sumAgentStats(deps.db, ids),
    readDegradations(deps.db.pool, ids),
    readAgentBreakers(deps, ids),
    promising.length === 0 ? NOTHING_HELD : readHeldWork(deps.db.pool, promising),
    nameActors(
      deps,
      agents.map((agent) => agent.createdBy),
    ),
  ]);
  const degradedOf = (id: string) =>
    degradations
      .filter(({ agentId }) => agentId === id)
      .map(({ signal, baseline, current, samples, beganAt }) => ({ signal, baseline, current, samples, since: new Date(beganAt) }));
  const now = Date.now();
  return agents.map((agent) =>
    agentView(agent, {
      inFlight: inFlight.get(agent.id) ?? 0,
      sums: sums.get(agent.id),
      degraded: degradedOf(agent.id),
      breaker: breakers.get(agent.id) ?? null,
      createdByName: nameOf(agent.createdBy),
      held: held.get(agent.id),
      now,
    }),
  );
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
