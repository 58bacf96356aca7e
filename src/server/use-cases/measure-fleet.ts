import { leastAgeMs } from '../core/duty/due-duties.ts';
import { claimDuty } from '../db/duties.ts';
import type { Deps } from '../deps.ts';
import { countTotals } from './count-totals.ts';
import { rollUpMeasures } from './roll-up-measures.ts';

/** How often the duty comes; an installation may measure less often. */
const PERIOD_MS = 10_000;

/** A duty of the fleet: what happened since the last time becomes counters, histograms and points of measures. */
export async function measureFleet(deps: Pick<Deps, 'db' | 'feed' | 'env'>): Promise<void> {
  const everyMs = deps.env.MONITORING_INTERVAL_SECONDS * 1_000;
  if (everyMs > PERIOD_MS && !(await claimDuty(deps.db.pool, 'measure-interval', leastAgeMs(everyMs)))) return;
  await countTotals(deps);
  await rollUpMeasures(deps);
}
