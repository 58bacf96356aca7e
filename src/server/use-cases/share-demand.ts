import type { AgentProfile } from '../core/agent/agent.ts';
import { Fleet } from '../core/routing/candidates.ts';
import { memberOf, type Pool } from '../core/scaling/pool.ts';
import type { PoolMember } from '../core/scaling/pool-view.ts';
import { type GateShare, shareGates } from '../core/scaling/share-gates.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { readDemandGates } from '../db/pool-demand.ts';
import type { Deps } from '../deps.ts';
import { livingMembers } from './read-pool.ts';

/** The next member of a pool, as the router would see it. */
function candidateOf(pool: Pool): AgentProfile {
  const { name, kind, capabilities, max_concurrent_tasks: maxConcurrentTasks, config } = memberOf(pool, 0);
  const rest = { persona: pool.template.persona ?? null, costPerTaskUsd: pool.template.cost_per_task_usd ?? null, pool: pool.name };
  return { id: pool.id, name, kind, status: 'active', capabilities, maxConcurrentTasks, config, lastSeenAt: 0, ...rest };
}

/** How many tasks wait for each pool. Whether a member would fit is asked of the router's own filters. */
export async function demandedBy(
  deps: Pick<Deps, 'db'>,
  pools: Pool[],
  members: ReadonlyMap<string, PoolMember[]>,
): Promise<Map<string, GateShare>> {
  const open = pools.filter(({ paused }) => !paused);
  const fleet = new Fleet(
    open.map((pool) => ({ profile: candidateOf(pool), inFlight: 0, stats: new Map() })),
    0,
  );
  const gates = (await readDemandGates(deps.db.hot)).map(({ key, waiting, oldestAt, specText }) => {
    const { agents } = fleet.candidates(parseSpec(specText));
    return { key, waiting, oldestAt: oldestAt.getTime(), fits: new Set(agents.map((at) => open[at]?.id ?? '')) };
  });
  const offers = open.map(({ id, name, max, template }) => ({
    id,
    name,
    costUsd: template.cost_per_task_usd ?? null,
    room: max - livingMembers(members.get(name)).length,
  }));
  return shareGates(gates, offers);
}
