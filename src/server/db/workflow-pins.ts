import type { JsonValue } from '../core/json.ts';
import type { Queryable } from './queryable.ts';

/** An output that stands in for a task of a draft when parts of it are tried. */
export interface StoredPin {
  /** The definition's task_id. */
  taskId: string;
  output: JsonValue;
  pinnedBy: string;
  pinnedAt: Date;
}

/** Pins of a workflow, by task. */
export async function listPins(pool: Queryable, workflowUuid: string): Promise<StoredPin[]> {
  const { rows } = await pool.query<StoredPin>({
    name: 'workflow_pins',
    text: `SELECT task_key AS "taskId", output, pinned_by AS "pinnedBy", pinned_at AS "pinnedAt" FROM workflow_pin
      WHERE workflow_id = $1 ORDER BY task_key`,
    values: [workflowUuid],
  });
  return rows;
}

/** Pins an output, over the one that was there. @returns false when the workflow has `most` others already */
export async function putPin(
  pool: Queryable,
  workflowUuid: string,
  pin: { taskId: string; output: JsonValue; by: string; most: number },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'put_workflow_pin',
    text: `INSERT INTO workflow_pin (workflow_id, task_key, output, pinned_by)
      SELECT $1, $2, $3::json, $4 WHERE (SELECT count(*) FROM workflow_pin WHERE workflow_id = $1 AND task_key <> $2) < $5
      ON CONFLICT (workflow_id, task_key) DO UPDATE SET output = EXCLUDED.output, pinned_by = EXCLUDED.pinned_by, pinned_at = clock_timestamp()`,
    values: [workflowUuid, pin.taskId, JSON.stringify(pin.output), pin.by, pin.most],
  });
  return rowCount === 1;
}

/** @returns false when nothing was pinned */
export async function dropPin(pool: Queryable, workflowUuid: string, taskId: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'drop_workflow_pin',
    text: 'DELETE FROM workflow_pin WHERE workflow_id = $1 AND task_key = $2',
    values: [workflowUuid, taskId],
  });
  return rowCount === 1;
}
