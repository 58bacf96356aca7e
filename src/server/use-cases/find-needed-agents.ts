import type { AgentProfile } from '../core/agent/agent.ts';
import { Fleet } from '../core/routing/candidates.ts';
import { LOOK_AHEAD_BUCKETS } from '../core/scaling/decide-size.ts';
import { BUCKET_MS, forecastArrivals } from '../core/scaling/forecast-arrivals.ts';
import { type ExpectedWork, foreseeNeed } from '../core/sleep/foresee-need.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import type { FleetRead } from '../db/fleet.ts';
import { readDemandGates } from '../db/pool-demand.ts';
import { readTaskArrivals, rollUpTaskArrivals } from '../db/task-arrivals.ts';
import type { Deps } from '../deps.ts';

/** Who among these would take what waits now, were they awake. The router's own filters answer. */
async function neededNow(deps: Deps, sleepers: AgentProfile[]): Promise<Map<string, string>> {
  const fleet = new Fleet(
    sleepers.map((profile) => ({ profile: { ...profile, status: 'active', lastSeenAt: 0 }, inFlight: 0, stats: new Map() })),
    0,
  );
  const needed = new Map<string, string>();
  for (const { waiting, specText } of await readDemandGates(deps.db.hot)) {
    for (const at of fleet.candidates(parseSpec(specText)).agents) {
      const id = sleepers[at]?.id;
      if (id !== undefined) needed.set(id, `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for somebody like it`);
    }
  }
  return needed;
}

/** Which task types an agent does is read off its history. */
async function expectedWork(deps: Deps, fleet: FleetRead, now: Date): Promise<Map<string, ExpectedWork>> {
  await rollUpTaskArrivals(deps.db.pool, { bucketMs: BUCKET_MS, now });
  const types = [...new Set([...fleet.history.values()].flatMap((byType) => [...byType.keys()]))];
  const counts = await readTaskArrivals(deps.db.pool, types);
  return new Map(
    types.map((taskType) => {
      let [attempts, durationMs, slotsAwake] = [0, 0, 0];
      for (const agent of fleet.agents) {
        const known = fleet.history.get(agent.id)?.get(taskType);
        if (known === undefined) continue;
        attempts += known.attempts;
        durationMs += known.attempts * (known.meanDurationMs ?? 0);
        if (agent.status === 'active') slotsAwake += agent.maxConcurrentTasks;
      }
      const forecast = forecastArrivals(counts.get(taskType) ?? [], LOOK_AHEAD_BUCKETS);
      return [taskType, { taskType, forecast, meanDurationMs: attempts > 0 ? durationMs / attempts : null, slotsAwake }];
    }),
  );
}

/**
 * Agents that are needed now, or will be within half an hour by the forecast, and why. An agent that is awake counts as asleep here:
 * would it be missed?
 */
export async function findNeededAgents(
  deps: Deps,
  fleet: FleetRead,
  { ids, now }: { ids: ReadonlySet<string>; now: Date },
): Promise<Map<string, string>> {
  const asked = fleet.agents.filter(({ id }) => ids.has(id));
  const [needed, work] = await Promise.all([neededNow(deps, asked), expectedWork(deps, fleet, now)]);
  for (const agent of asked) {
    if (needed.has(agent.id)) continue;
    const own = [...(fleet.history.get(agent.id)?.keys() ?? [])].map((taskType) => work.get(taskType)).filter((one) => one !== undefined);
    const awake = agent.status === 'active' ? agent.maxConcurrentTasks : 0;
    const reason = foreseeNeed(own.map((one) => ({ ...one, slotsAwake: one.slotsAwake - awake })));
    if (reason !== null) needed.set(agent.id, reason);
  }
  return needed;
}
