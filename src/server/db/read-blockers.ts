import type { Blocker } from '../core/task/skip-cause.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** For each task that dependencies forbid, the one that comes first in the definition. */
export async function readBlockers(hot: Queryable, taskIds: readonly string[]): Promise<Map<string, Blocker>> {
  const { rows } = await hot.query<Blocker & { taskId: string }>({
    name: 'read_blockers',
    text: `SELECT DISTINCT ON (d.task_id) d.task_id AS "taskId", p.key, p.status, d."when" FROM task_dependency d JOIN task p ON p.id = d.dep_id
      WHERE d.task_id = ANY($1::uuid[]) AND NOT (d.soft OR d."when" = 'always' OR d."when" = p.status) ORDER BY d.task_id, p.idx`,
    values: [bareArray(taskIds)],
  });
  return new Map(rows.map(({ taskId, ...blocker }) => [taskId, blocker]));
}
