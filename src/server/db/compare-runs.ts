import type { JsonValue } from '../core/json.ts';
import type { ComparedTask } from '../core/run/compare-runs.ts';
import type { RunStatus } from '../core/run/state.ts';
import type { Queryable } from './queryable.ts';

/** Tasks of one run that are compared. */
const MOST_TASKS = 20_000;

export interface ComparedRun {
  id: string;
  name: string;
  workflowId: string;
  status: RunStatus;
  version: number | null;
  definition: JsonValue;
  createdAt: Date;
  finishedAt: Date | null;
  tasks: ComparedTask[];
}

/** A run with what a comparison needs of its tasks: outputs as digests, so that none of them travels. Null: no such run. */
export async function readComparedRun(pool: Queryable, id: string): Promise<ComparedRun | null> {
  const { rows } = await pool.query<Omit<ComparedRun, 'tasks'>>({
    name: 'compared_run',
    text: `SELECT r.id, r.name, r.workflow_id AS "workflowId", r.status, v.version, COALESCE(r.definition, v.definition) AS definition,
        r.created_at AS "createdAt", r.finished_at AS "finishedAt"
      FROM run r LEFT JOIN workflow_version v ON v.id = r.workflow_version_id WHERE r.id = $1`,
    values: [id],
  });
  const run = rows[0];
  if (!run) return null;
  const tasks = await pool.query<ComparedTask & Record<string, unknown>>({
    name: 'compared_tasks',
    text: `SELECT t.id, t.key AS "taskId", t.name, t.status, t.reused_from IS NOT NULL AS reused,
        COALESCE((SELECT f.sha256 FROM artifact f WHERE f.id = t.output_artifact_id), md5(t.output::text)) AS "outputDigest",
        CASE WHEN t.reused_from IS NULL AND t.finished_at IS NOT NULL THEN
          (SELECT extract(epoch FROM t.finished_at - min(a.started_at)) * 1000 FROM attempt a WHERE a.task_id = t.id)::float8 END AS "durationMs"
      FROM task t WHERE t.run_id = $1 ORDER BY t.idx LIMIT $2`,
    values: [id, MOST_TASKS],
  });
  return { ...run, tasks: tasks.rows };
}
