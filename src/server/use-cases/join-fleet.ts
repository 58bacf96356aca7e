import { endWorker, insertWorker, type WorkerRow } from '../db/workers.ts';
import type { Deps } from '../deps.ts';

/** Registers an execution process under a lease of its own. */
export function joinFleet(deps: Pick<Deps, 'db'>, worker: WorkerRow, leaseMs: number): Promise<void> {
  return insertWorker(deps.db.hot, worker, leaseMs);
}

/** Ends an execution process's row at a clean stop: whatever it still held may be taken at once. */
export function leaveFleet(deps: Pick<Deps, 'db'>, workerId: string): Promise<void> {
  return endWorker(deps.db.hot, workerId);
}
