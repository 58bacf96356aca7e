import type { QueueView } from '../core/fleet/queue-view.ts';
import { readFlow, readProcesses } from '../db/read-flow.ts';
import { readLiveTotals, readWaiting } from '../db/read-waiting.ts';
import type { Deps } from '../deps.ts';
import { readPause } from './pause-queue.ts';

/** What waits and for what, oldest first, how fast it goes, how much is under way, and in which processes. */
export async function readQueues(deps: Pick<Deps, 'db'>): Promise<QueueView> {
  const { pool, hot } = deps.db;
  const [{ groups, complete }, live, flow, processes, paused] = await Promise.all([
    readWaiting(pool),
    readLiveTotals(hot),
    readFlow(pool),
    readProcesses(pool),
    readPause(deps),
  ]);
  return { paused, flow, processes, groups, complete, tasks: groups.reduce((sum, group) => sum + group.tasks, 0), ...live };
}
