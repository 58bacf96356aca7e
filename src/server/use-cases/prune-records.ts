import { pruneRecords as prune } from '../db/prune-records.ts';
import type { Deps } from '../deps.ts';

/** A duty of the fleet: removes what has served: stored answers past their day, rows of processes that ended days ago. */
export function pruneRecords(deps: Pick<Deps, 'db'>): Promise<void> {
  return prune(deps.db.pool);
}
