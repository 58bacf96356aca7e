import { foldSpend } from '../db/spending.ts';
import type { Deps } from '../deps.ts';

/** Stretches folded in one go; what is left follows in the next period. */
const STRETCHES = 6;

/** A duty of the fleet: adds up what calls cost since the last time, each once. */
export async function foldSpending({ db }: Pick<Deps, 'db'>): Promise<void> {
  for (let round = 0; round < STRETCHES; round += 1) if (!(await foldSpend(db.pool))) return;
}
