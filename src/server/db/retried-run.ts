import type { JsonValue } from '../core/json.ts';
import type { RunStatus } from '../core/run/state.ts';
import type { Queryable } from './queryable.ts';

export interface RetriedRun {
  status: RunStatus;
  workflowId: string;
  workflowVersionId: string | null;
  definition: unknown;
  input: JsonValue;
  context: JsonValue;
  /** Key to id of every task that completed. */
  completed: Map<string, string>;
}

/** What a retry needs of the run it repeats; null when there is none. */
export async function readRetriedRun(pool: Queryable, runId: string): Promise<RetriedRun | null> {
  const { rows } = await pool.query<Omit<RetriedRun, 'completed'>>({
    text: `SELECT r.status, r.workflow_id AS "workflowId", r.workflow_version_id AS "workflowVersionId", COALESCE(r.definition, v.definition) AS definition,
        r.input, r.context FROM run r LEFT JOIN workflow_version v ON v.id = r.workflow_version_id WHERE r.id = $1`,
    values: [runId],
  });
  const run = rows[0];
  if (!run) return null;
  const tasks = await pool.query<{ key: string; id: string }>({
    text: `SELECT key, id FROM task WHERE run_id = $1 AND status = 'completed'`,
    values: [runId],
  });
  return { ...run, completed: new Map(tasks.rows.map((task) => [task.key, task.id])) };
}
