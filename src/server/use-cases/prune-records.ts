import { pruneRecords as prune } from '../db/prune-records.ts';
import type { Deps } from '../deps.ts';
import { forgetPoints } from './roll-up-measures.ts';

/** A duty of the fleet: removes what has served: stored answers past their day, rows of processes that ended days ago, old points. */
export async function pruneRecords(deps: Pick<Deps, 'db' | 'env'>): Promise<void> {
  await prune(deps.db.pool);
  await forgetPoints(deps);
}
