import { CHAOS_FAULTS, type ChaosFault } from '../core/chaos/injection.ts';
import { readActingFaults } from '../db/chaos-injections.ts';
import type { Deps } from '../deps.ts';

/** Which agents are broken on purpose, as this process knows it. */
export interface FaultBook {
  /** Null, at no cost, for an agent that is as it is. */
  of(agentId: string): ChaosFault | null;
  close(): void;
}

const faults = new Set<string>(CHAOS_FAULTS);
const isFault = (name: string): name is ChaosFault => faults.has(name);

/**
 * Reads what acts now, and again whenever agents changed. What ends by time ends here by itself. A book that could not be read anew stays
 * as it is: the faults in it end in time, too.
 */
export function keepFaults(deps: Pick<Deps, 'db' | 'feed' | 'log'>): FaultBook {
  let acting = new Map<string, { fault: ChaosFault; until: number }>();
  let reading = 0;
  const read = async () => {
    reading += 1;
    const mine = reading;
    try {
      const rows = await readActingFaults(deps.db.pool);
      if (mine !== reading) return;
      const now = performance.now();
      acting = new Map(rows.flatMap(({ agentId, fault, leftMs }) => (isFault(fault) ? [[agentId, { fault, until: now + leftMs }]] : [])));
    } catch (error) {
      deps.log.warn({ err: error }, 'injected faults could not be read');
    }
  };
  const unsubscribe = deps.feed.subscribe((topic) => {
    if (topic === 'agents' || topic === 'resync') void read();
  });
  void read();
  return {
    of(agentId) {
      if (acting.size === 0) return null;
      const found = acting.get(agentId);
      return found !== undefined && found.until > performance.now() ? found.fault : null;
    },
    close: unsubscribe,
  };
}
