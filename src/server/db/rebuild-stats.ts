import type { Queryable } from './queryable.ts';

/** Attempts older than this no longer say much about an agent. */
const HISTORY_DAYS = 30;

const SUMS: Record<string, string> = {
  attempts: 'count(*)::int',
  successes: "count(*) FILTER (WHERE a.status = 'completed')::int",
  duration_ms_sum: 'COALESCE(sum(extract(epoch FROM a.ended_at - a.started_at) * 1000), 0)',
  cost_usd_sum: 'COALESCE(sum(a.cost_usd), 0)',
  cost_count: 'count(a.cost_usd)::int',
  returned: "count(*) FILTER (WHERE a.status = 'completed' OR a.verification IS NOT NULL)::int",
  verified: "count(*) FILTER (WHERE a.verification = 'verified')::int",
  rejected: "count(*) FILTER (WHERE a.verification = 'rejected')::int",
  quality_sum: 'COALESCE(sum(a.quality), 0)',
  quality_count: 'count(a.quality)::int',
};

/** Computes the statistics of every agent anew from its attempts. */
export async function rebuildStats(pool: Queryable): Promise<void> {
  const columns = Object.keys(SUMS);
  await pool.query({
    text: `INSERT INTO agent_stat (agent_id, task_type, ${columns.join(', ')}, updated_at)
      SELECT a.agent_id, t.task_type, ${Object.values(SUMS).join(', ')}, max(a.ended_at)
      FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.status IN ('completed', 'failed') AND COALESCE(a.error ->> 'code', '') <> 'budget_exceeded' AND a.ended_at > now() - $1 * interval '1 day' GROUP BY 1, 2 ORDER BY 1, 2
      ON CONFLICT (agent_id, task_type) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')},
        updated_at = excluded.updated_at`,
    values: [HISTORY_DAYS],
  });
}
