import type { Deps } from '../../src/server/deps.ts';
import { type LoadedFleet, loadFleet } from '../../src/server/use-cases/load-fleet.ts';

/** History and heartbeats move all the time; this old they are still good enough to route by. Milliseconds. */
const MAX_AGE_MS = 2_000;

/** The fleet in memory, so that routing a batch costs no query. */
export interface FleetCache {
  /** At most MAX_AGE_MS old, or newer than the last call of `invalidate`. */
  read(): Promise<LoadedFleet>;
  invalidate(): void;
}

export function createFleetCache(deps: Deps): FleetCache {
  let cached: { fleet: LoadedFleet; at: number } | null = null;
  let changes = 0;
  return {
    async read() {
      const now = performance.now();
      if (cached && now - cached.at < MAX_AGE_MS) return cached.fleet;
      const before = changes;
      const fleet = await loadFleet(deps);
      // What changed while it was read may be missing in it: good for this pass, too old for the next.
      if (changes === before) cached = { fleet, at: now };
      return fleet;
    },
    invalidate() {
      changes += 1;
      cached = null;
    },
  };
}
