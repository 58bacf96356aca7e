import type { Queryable } from './queryable.ts';

/** Attempts older than this no longer say much about an agent. */
const HISTORY_DAYS = 30;

/** Computes the statistics of every agent anew from its attempts. */
export async function rebuildStats(pool: Queryable): Promise<void> {
  await pool.query({
    text: `INSERT INTO agent_stat (agent_id, task_type, attempts, successes, duration_ms_sum, cost_usd_sum, updated_at)
      SELECT a.agent_id, t.task_type, count(*)::int, count(*) FILTER (WHERE a.status = 'completed')::int,
        COALESCE(sum(extract(epoch FROM a.ended_at - a.started_at) * 1000), 0), COALESCE(sum(a.cost_usd), 0), max(a.ended_at)
      FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.status IN ('completed', 'failed') AND a.ended_at > now() - $1 * interval '1 day' GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (agent_id, task_type) DO UPDATE SET attempts = excluded.attempts, successes = excluded.successes,
        duration_ms_sum = excluded.duration_ms_sum, cost_usd_sum = excluded.cost_usd_sum, updated_at = excluded.updated_at`,
    values: [HISTORY_DAYS],
  });
}
