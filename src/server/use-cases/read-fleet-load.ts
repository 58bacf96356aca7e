import type { AgentProfile, ReportedResources } from '../core/agent/agent.ts';
import { type LoadInput, loadFactor, loadState } from '../core/load/load-factor.ts';
import type { AgentLoadView, FleetLoadView } from '../core/load/load-view.ts';
import type { BalanceAgent } from '../core/load/plan-rebalance.ts';
import { mean, variance } from '../core/metrics/statistics.ts';
import { isSilent } from '../core/routing/candidates.ts';
import { MIN_HISTORY_SAMPLES } from '../core/routing/score.ts';
import { type FleetRead, readFleet } from '../db/fleet.ts';
import { type HeldCount, readHeldCounts, readReportedResources } from '../db/read-loads.ts';
import type { Deps } from '../deps.ts';

interface Measured {
  attempts: number;
  successRate: number | null;
  meanDurationMs: number | null;
}

/** Over all task types; null values below MIN_HISTORY_SAMPLES attempts. */
function measuredOf(fleet: FleetRead, agentId: string): Measured {
  const sums = { attempts: 0, successes: 0, durationMs: 0 };
  for (const { attempts, successes, meanDurationMs } of fleet.history.get(agentId)?.values() ?? []) {
    sums.attempts += attempts;
    sums.successes += successes;
    sums.durationMs += attempts * (meanDurationMs ?? 0);
  }
  const { attempts, successes, durationMs } = sums;
  if (attempts < MIN_HISTORY_SAMPLES) return { attempts, successRate: null, meanDurationMs: null };
  return { attempts, successRate: successes / attempts, meanDurationMs: durationMs / attempts };
}

const SILENT: ReportedResources = { cpu: null, memoryMb: null, contextUsage: null };

/** Everything the load formula and rebalancing know of the fleet. */
export interface FleetLoads {
  profiles: AgentProfile[];
  agents: BalanceAgent[];
}

/** Joins what was read into the formula's inputs. */
export function fleetLoads(read: {
  fleet: FleetRead;
  held: HeldCount[];
  reported: ReadonlyMap<string, ReportedResources>;
  now: number;
}): FleetLoads {
  const heldBy = new Map(read.held.map((count) => [count.agentId, count]));
  const agents = read.fleet.agents.map((profile) => {
    const held = heldBy.get(profile.id) ?? { active: 0, queued: 0 };
    const { successRate, meanDurationMs } = measuredOf(read.fleet, profile.id);
    const input: LoadInput = {
      active: held.active,
      queued: held.queued,
      slots: profile.maxConcurrentTasks,
      ...(read.reported.get(profile.id) ?? SILENT),
      errorRate: successRate === null ? null : 1 - successRate,
      responseMs: meanDurationMs,
    };
    const receives = profile.kind === 'worker' && profile.status === 'active' && !isSilent(profile, read.now);
    return { id: profile.id, input, held: held.active + held.queued, receives, successRate, meanDurationMs };
  });
  return { profiles: read.fleet.agents, agents };
}

/** The load of every agent that is not retired, most loaded first. Only active agents count for mean and spread. */
export async function readFleetLoad(deps: Deps): Promise<FleetLoadView> {
  const [fleet, held, reported] = await Promise.all([
    readFleet(deps.db.pool),
    readHeldCounts(deps.db.hot),
    readReportedResources(deps.db.pool),
  ]);
  const { profiles, agents } = fleetLoads({ fleet, held, reported, now: Date.now() });
  const known = agents.map((agent, at) => ({ agent, profile: profiles[at] as AgentProfile, load: loadFactor(agent.input) }));
  const active = known.filter(({ profile }) => profile.status === 'active').map(({ load }) => load.value);
  const values = active.filter((value) => value !== null);
  const average = mean(values);
  const views = known.map(({ agent, profile, load }): AgentLoadView => {
    const { active: running, queued, slots } = agent.input;
    const state = loadState(load.value, average);
    return { agentId: agent.id, name: profile.name, status: profile.status, state, load, active: running ?? 0, queued: queued ?? 0, slots };
  });
  const sorted = views.sort((a, b) => (b.load.value ?? -1) - (a.load.value ?? -1));
  return { agents: sorted, mean: average, variance: variance(values) };
}

/** Agents above 0.85, or above the mean by 0.2, most loaded first. */
export async function listOverloadedAgents(deps: Deps): Promise<FleetLoadView> {
  const fleet = await readFleetLoad(deps);
  return { ...fleet, agents: fleet.agents.filter(({ state }) => state === 'overloaded') };
}
