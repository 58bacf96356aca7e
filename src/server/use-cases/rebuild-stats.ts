import { rebuildStats as rebuild } from '../db/rebuild-stats.ts';
import { claimDuty } from '../db/workers.ts';
import type { Deps } from '../deps.ts';

const PERIOD_MS = 3_000_000;

/** Makes agent statistics equal to the attempts they come from, at most about once an hour in the whole fleet. */
export async function rebuildStats(deps: Pick<Deps, 'db'>): Promise<boolean> {
  if (!(await claimDuty(deps.db.pool, 'rebuild-stats', PERIOD_MS))) return false;
  await rebuild(deps.db.pool);
  return true;
}
