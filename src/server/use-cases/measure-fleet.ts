import type { Deps } from '../deps.ts';
import { countTotals } from './count-totals.ts';
import { rollUpMeasures } from './roll-up-measures.ts';

/** A duty of the fleet: what happened since the last time becomes counters, histograms and points of measures. */
export async function measureFleet(deps: Pick<Deps, 'db' | 'feed'>): Promise<void> {
  await countTotals(deps);
  await rollUpMeasures(deps);
}
