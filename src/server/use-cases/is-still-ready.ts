import { isTaskReady } from '../db/wake-tasks.ts';
import type { Deps } from '../deps.ts';

/** Whether a task that was read a while ago still waits to be placed. */
export function isStillReady(deps: Pick<Deps, 'db'>, task: { id: string; fence: number }): Promise<boolean> {
  return isTaskReady(deps.db.hot, task.id, task.fence);
}
