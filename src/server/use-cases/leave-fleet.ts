import { endWorker } from '../db/workers.ts';
import type { Deps } from '../deps.ts';

/** Ends an execution process's row at a clean stop: whatever it still held may be taken at once. */
export function leaveFleet(deps: Pick<Deps, 'db'>, workerId: string): Promise<void> {
  return endWorker(deps.db.hot, workerId);
}
