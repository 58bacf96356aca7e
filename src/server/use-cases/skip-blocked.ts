import { skipCause } from '../core/task/skip-cause.ts';
import { readBlockers } from '../db/read-blockers.ts';
import type { QueuedTask } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { endUnplaced } from './end-unplaced.ts';

/** Skips ready tasks that a dependency forbids, each with the reason. */
export async function skipBlocked(deps: Deps, tasks: readonly QueuedTask[]): Promise<void> {
  const blockers = await readBlockers(
    deps.db.hot,
    tasks.map(({ id }) => id),
  );
  await Promise.all(
    tasks.map((task) => {
      const blocker = blockers.get(task.id);
      return endUnplaced(deps, task, { status: 'skipped', error: blocker === undefined ? null : skipCause(blocker) });
    }),
  );
}
