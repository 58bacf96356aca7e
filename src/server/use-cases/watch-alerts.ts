import { alertOfShortage } from '../core/alert/alert.ts';
import { readShortages, reconcileAlerts } from '../db/alerts.ts';
import type { Deps } from '../deps.ts';

/** A pool that sleeps is woken for what waits (within 5 s): that is no reason for an alert yet. Milliseconds. */
const LEAST_WAIT_MS = 6_000;

/** Opens and closes alerts as their causes are now. @returns how many changed */
export async function reviseAlerts(deps: Pick<Deps, 'db' | 'feed' | 'newId'>, leastWaitMs: number): Promise<number> {
  const shortages = await readShortages(deps.db.pool, leastWaitMs);
  const causes = shortages.map((shortage) => ({ id: deps.newId(), ...alertOfShortage(shortage) }));
  const changed = await reconcileAlerts(deps.db.pool, 'no_capable_agent', causes);
  if (changed > 0) deps.feed.publish(['alerts']);
  return changed;
}

/** The same as a duty of the fleet, patient with what has only just begun to wait. @returns how many changed */
export function watchAlerts(deps: Pick<Deps, 'db' | 'feed' | 'newId'>): Promise<number> {
  return reviseAlerts(deps, LEAST_WAIT_MS);
}
