import { readEnded } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';

/** Of the attempts a process executes, those that somebody took from it: their calls are to be stopped, their results will be refused. */
export function findTaken(deps: Pick<Deps, 'db'>, held: string[]): Promise<string[]> {
  return held.length === 0 ? Promise.resolve([]) : readEnded(deps.db.hot, held);
}
