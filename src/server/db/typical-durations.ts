import type { Queryable } from './queryable.ts';

/** What attempts took on average, in ms, by task type, over all agents. */
export async function readTypicalDurations(pool: Queryable): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ taskType: string; meanMs: number }>({
    name: 'typical_durations',
    text: `SELECT task_type AS "taskType", sum(duration_ms_sum) / sum(attempts) AS "meanMs" FROM agent_stat GROUP BY task_type HAVING sum(attempts) > 0`,
  });
  return new Map(rows.map(({ taskType, meanMs }) => [taskType, meanMs]));
}
