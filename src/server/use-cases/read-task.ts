import { NotFoundError } from '../core/errors.ts';
import { type TaskView, taskSummary } from '../core/task/task-view.ts';
import { listAttempts } from '../db/read-attempts.ts';
import { findTaskDetail, listDependencies, listDependents } from '../db/read-tasks.ts';
import { findSubRun } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';

const LINKS_SHOWN = 500;

/** One task with its input, output, attempts and neighbours. @throws NotFoundError */
export async function readTask(deps: Deps, id: string): Promise<TaskView> {
  const row = await findTaskDetail(deps.db, id);
  if (row === null) throw new NotFoundError(`no task ${id}`);
  const [attempts, dependencies, dependents, subRun] = await Promise.all([
    listAttempts(deps.db, [id]),
    listDependencies(deps.db, id, LINKS_SHOWN),
    listDependents(deps.db, id, LINKS_SHOWN),
    findSubRun(deps.db.pool, id),
  ]);
  const { spec, input, output, ...summary } = row;
  return { ...taskSummary(summary, attempts.get(id) ?? []), spec, input, output, dependencies, dependents, subRun };
}
