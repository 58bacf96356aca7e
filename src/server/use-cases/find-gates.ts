import { readGates } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';

/** Every gate at which at least one task is parked. */
export function findGates(deps: Pick<Deps, 'db'>): Promise<string[]> {
  return readGates(deps.db.hot);
}
