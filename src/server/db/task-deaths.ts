import type { HolderDeath } from '../core/recovery/judge-poison.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// The evidence against tasks: who died while holding them, what else those held, and who died without them. All of it is in the failures.
// Deaths that an agent was blamed for say nothing of its tasks.

export interface TaskDeaths {
  taskId: string;
  deaths: HolderDeath[];
  /** Processes that died since the first of them without holding the task. */
  deathsWithout: number;
}

/** Pull agents have no process: what one held is what was taken from it at the same moment. */
const SAME_MOMENT = "interval '5 s'";

const READ = `
WITH d AS MATERIALIZED (
  SELECT f.id, f.task_id, COALESCE(f.worker_id, f.agent_id) AS holder, f.worker_id, f.agent_id, f.seen_at FROM failure f
  WHERE f.task_id = ANY($1::uuid[]) AND f.attempt_id IS NOT NULL AND f.detector IN ('worker_lease', 'agent_lease')
    AND f.detail->>'agent_blamed' IS NULL
)
SELECT d.task_id AS "taskId",
  json_agg(json_build_object('holder', d.holder, 'agentId', d.agent_id, 'others', COALESCE((
    SELECT json_agg(DISTINCT jsonb_build_object('taskId', t.id, 'fate',
      CASE WHEN t.status = 'completed' THEN 'completed' WHEN t.status IN ('failed', 'cancelled', 'skipped') THEN 'failed' ELSE 'open' END))
    FROM failure o JOIN task t ON t.id = o.task_id
    WHERE o.task_id <> d.task_id AND CASE WHEN d.worker_id IS NOT NULL THEN o.worker_id = d.worker_id
      ELSE o.agent_id = d.agent_id AND o.detector = 'agent_lease' AND o.seen_at BETWEEN d.seen_at - ${SAME_MOMENT} AND d.seen_at + ${SAME_MOMENT} END
  ), '[]'))) AS deaths,
  (SELECT count(DISTINCT w.worker_id)::int FROM failure w WHERE w.detector = 'worker_lease' AND w.task_id IS NULL AND w.seen_at >= min(d.seen_at)
     AND w.worker_id <> ALL(array_agg(d.holder))) AS "deathsWithout"
FROM d GROUP BY d.task_id`;

export async function readTaskDeaths(db: Queryable, taskIds: string[]): Promise<TaskDeaths[]> {
  const { rows } = await db.query<TaskDeaths>({ name: 'read_task_deaths', text: READ, values: [bareArray(taskIds)] });
  return rows;
}

export interface AvoidRow {
  taskId: string;
  fence: number;
  agentId: string;
}

/** Agents that tasks are not to be given to again while anybody else can take them; under the fence that failed. At most ten are kept. */
export async function avoidAgents(db: Queryable, rows: AvoidRow[]): Promise<void> {
  await db.query({
    name: 'avoid_agents',
    text: `UPDATE task SET avoid_agents = (array_append(array_remove(COALESCE(task.avoid_agents, '{}'), i.agent_id), i.agent_id))[
        GREATEST(1, cardinality(COALESCE(task.avoid_agents, '{}')) - 8):]
      FROM unnest($1::uuid[], $2::int[], $3::uuid[]) AS i(task_id, fence, agent_id) WHERE task.id = i.task_id AND task.fence = i.fence`,
    values: [bareArray(rows.map((row) => row.taskId)), bareArray(rows.map((row) => row.fence)), bareArray(rows.map((row) => row.agentId))],
  });
}
