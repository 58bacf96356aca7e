import { pruneRecords as prune } from '../db/prune-records.ts';
import { claimDuty } from '../db/workers.ts';
import type { Deps } from '../deps.ts';

const PERIOD_MS = 500_000;

/** Removes what has served: stored answers past their day, rows of processes that ended days ago. */
export async function pruneRecords(deps: Pick<Deps, 'db'>): Promise<boolean> {
  if (!(await claimDuty(deps.db.pool, 'prune', PERIOD_MS))) return false;
  await prune(deps.db.pool);
  return true;
}
