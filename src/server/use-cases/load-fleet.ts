import { type FleetRead, readFleet } from '../db/fleet.ts';
import type { Deps } from '../deps.ts';

/** The whole fleet with its history, as dispatch routes by it. */
export function loadFleet(deps: Pick<Deps, 'db'>): Promise<FleetRead> {
  return readFleet(deps.db.hot);
}
