import type { SleepState } from '../core/sleep/sleep-state.ts';
import { readUtilisationAgents } from '../db/read-utilisation.ts';
import { listOpenCycles, readLastRests, type SleepCycle } from '../db/sleep-cycles.ts';
import type { Deps } from '../deps.ts';

/** An agent as its sleep goes. */
export interface SleeperView {
  agentId: string;
  name: string;
  /** Its stored status. */
  status: string;
  state: SleepState;
  /** The cycle it is in; null while it is awake. */
  cycle: SleepCycle | null;
  wokeAt: Date | null;
  consolidatedAt: Date | null;
}

/** Every agent that is not retired, by name, with its state of sleep. */
export async function listSleepers(deps: Pick<Deps, 'db'>): Promise<SleeperView[]> {
  const [agents, cycles, rests] = await Promise.all([readUtilisationAgents(deps.db.pool), listOpenCycles(deps.db), readLastRests(deps.db)]);
  const open = new Map(cycles.map((cycle) => [cycle.agentId, cycle]));
  return agents
    .map(({ id, name, status }) => {
      const cycle = open.get(id) ?? null;
      const { wokeAt = null, consolidatedAt = null } = rests.get(id) ?? {};
      // An agent may have been put to sleep before cycles were kept.
      const state = cycle?.state ?? (status === 'sleeping' ? 'sleeping' : 'awake');
      return { agentId: id, name, status, state, cycle, wokeAt, consolidatedAt };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
