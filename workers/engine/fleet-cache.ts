import type { FleetRead } from '../../src/server/db/fleet.ts';
import type { Deps } from '../../src/server/deps.ts';
import { loadFleet } from '../../src/server/use-cases/load-fleet.ts';

/** History and heartbeats move all the time; this old they are still good enough to route by. Milliseconds. */
const MAX_AGE_MS = 2_000;

/** The fleet in memory, so that routing a batch costs no query. */
export interface FleetCache {
  /** At most MAX_AGE_MS old, or newer than the last call of `invalidate`. */
  read(): Promise<FleetRead>;
  invalidate(): void;
}

export function createFleetCache(deps: Deps): FleetCache {
  let cached: { fleet: FleetRead; at: number } | null = null;
  return {
    async read() {
      const now = performance.now();
      if (cached && now - cached.at < MAX_AGE_MS) return cached.fleet;
      const mark = { fleet: await loadFleet(deps), at: now };
      cached = mark;
      return mark.fleet;
    },
    invalidate() {
      cached = null;
    },
  };
}
