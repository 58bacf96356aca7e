import { rebuildStats as rebuild } from '../db/rebuild-stats.ts';
import type { Deps } from '../deps.ts';

/** A duty of the fleet: makes agent statistics equal to the attempts they come from. */
export function rebuildStats(deps: Pick<Deps, 'db'>): Promise<void> {
  return rebuild(deps.db.pool);
}
