import { type OwnWork, readOwnWork } from '../db/own-work.ts';
import type { Deps } from '../deps.ts';

/** Whether a process has anything to look after: the cheap question before the nets are drawn. */
export function findOwnWork(deps: Pick<Deps, 'db'>, workerId: string): Promise<OwnWork> {
  return readOwnWork(deps.db.hot, workerId);
}
