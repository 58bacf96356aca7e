import type { QueueView } from '../core/fleet/queue-view.ts';
import { readLiveTotals, readWaiting } from '../db/read-waiting.ts';
import type { Deps } from '../deps.ts';

/** What waits and for what, oldest first, and how much is under way. */
export async function readQueues(deps: Pick<Deps, 'db'>): Promise<QueueView> {
  const [{ groups, complete }, live] = await Promise.all([readWaiting(deps.db.pool), readLiveTotals(deps.db.hot)]);
  return { groups, complete, tasks: groups.reduce((sum, group) => sum + group.tasks, 0), ...live };
}
