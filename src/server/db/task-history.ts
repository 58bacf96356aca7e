import type { TaskPast } from '../core/run/expect-task.ts';
import { joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** How far back it is looked. */
const RUNS = 30;

/** What the last runs of a workflow did at these tasks, by key. What was taken over, pinned or left out tells nothing. */
export async function readTaskHistory(pool: Queryable, workflowId: string, keys: readonly string[]): Promise<Map<string, TaskPast>> {
  if (keys.length === 0) return new Map();
  const { rows } = await pool.query<TaskPast & { key: string }>({
    name: 'task_history',
    text: `WITH recent AS MATERIALIZED (
        SELECT id FROM run WHERE workflow_id = $1 AND status IN ('completed', 'failed') ORDER BY created_at DESC LIMIT ${RUNS}
      )
      SELECT t.key, count(*)::int AS over, (count(*) FILTER (WHERE t.status <> 'skipped'))::int AS done,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY COALESCE((t.spec->>'grown')::int, 0)) FILTER (WHERE t.status = 'completed') AS calls,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.finished_at - t.ready_at)::float8 * 1000)
          FILTER (WHERE t.status = 'completed') AS "elapsedMs"
      FROM recent JOIN task t ON t.run_id = recent.id
      WHERE t.parent_id IS NULL AND t.reused_from IS NULL AND t.given IS NULL AND t.status IN ('completed', 'failed', 'skipped')
        AND t.key = ANY(string_to_array($2, E'\\x1e'))
      GROUP BY t.key`,
    values: [workflowId, joinedTexts(keys)],
  });
  return new Map(rows.map(({ key, ...past }) => [key, past]));
}
