import { learnOutcomes } from '../core/persona/learn-outcomes.ts';
import { learnFromEnded } from '../db/persona-learning.ts';
import type { Deps } from '../deps.ts';

/** Outcomes per transaction. */
const BATCH = 2_000;
/** Transactions per run: what is left comes with the next one. */
const MOST_BATCHES = 20;

/** Learns from every outcome that ended since the last time. @returns how many there were */
export async function learnNow(deps: Pick<Deps, 'db'>): Promise<number> {
  let learned = 0;
  for (let round = 0; round < MOST_BATCHES; round += 1) {
    const read = await learnFromEnded(deps.db.pool, learnOutcomes, BATCH);
    learned += read;
    if (read < BATCH) break;
  }
  return learned;
}
