import { readCancelled } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';

/** Attempts of this process whose runs were cancelled: the net under the notification. */
export function findCancelled(deps: Pick<Deps, 'db'>, workerId: string): Promise<string[]> {
  return readCancelled(deps.db.hot, workerId);
}
