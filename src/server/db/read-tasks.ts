import type { JsonValue } from '../core/json.ts';
import type { TaskLink, TaskRow } from '../core/task/task-view.ts';
import type { Database } from './client.ts';

/** Columns of a TaskRow; the table is `t`. */
export const TASK_SUMMARY = `t.id, t.run_id AS "runId", t.key AS "taskId", t.idx AS index, t.name, t.task_type AS "taskType", t.status, t.pending,
  t.wait_reason AS "storedReason", t.wait_detail AS "storedDetail", t.ready_at AS "readyAt", t.finished_at AS "finishedAt",
  t.available_at AS "availableAt", t.error, t.output_artifact_id AS "outputArtifactId", t.reused_from AS "reusedFrom", t.given, t.parent_id AS "parentId", t.item`;

/** Up to `limit` tasks of a run in the order of the definition, after position `after` (-1: from the first). */
export async function listTaskRows(db: Database, runId: string, page: { limit: number; after: number }): Promise<TaskRow[]> {
  const { rows } = await db.pool.query<TaskRow>({
    name: 'task_list',
    text: `SELECT ${TASK_SUMMARY} FROM task t WHERE t.run_id = $1 AND t.idx > $2 ORDER BY t.idx LIMIT $3`,
    values: [runId, page.after, page.limit],
  });
  return rows;
}

/** Tasks by id, in the order of their definitions; unknown ids are missing. */
export async function findTaskRows(db: Database, ids: string[]): Promise<TaskRow[]> {
  const { rows } = await db.pool.query<TaskRow>({
    name: 'task_rows',
    text: `SELECT ${TASK_SUMMARY} FROM task t WHERE t.id = ANY($1::uuid[]) ORDER BY t.idx`,
    values: [ids],
  });
  return rows;
}

export interface TaskDetailRow extends TaskRow {
  spec: JsonValue;
  input: JsonValue;
  output: JsonValue;
}

export async function findTaskDetail(db: Database, id: string): Promise<TaskDetailRow | null> {
  const { rows } = await db.pool.query<TaskDetailRow>({
    name: 'task_detail',
    text: `SELECT ${TASK_SUMMARY}, t.spec, t.input, t.output FROM task t WHERE t.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

const LINK = `t.id, t.key AS "taskId", t.name, t.status, d."when", d.soft`;

/** What a task depends on. */
export async function listDependencies(db: Database, taskId: string, limit: number): Promise<TaskLink[]> {
  const { rows } = await db.pool.query<TaskLink>({
    name: 'task_dependencies',
    text: `SELECT ${LINK} FROM task_dependency d JOIN task t ON t.id = d.dep_id WHERE d.task_id = $1 AND d."when" NOT IN ('turn', 'item') ORDER BY t.idx LIMIT $2`,
    values: [taskId, limit],
  });
  return rows;
}

/** What depends on a task. */
export async function listDependents(db: Database, taskId: string, limit: number): Promise<TaskLink[]> {
  const { rows } = await db.pool.query<TaskLink>({
    name: 'task_dependents',
    text: `SELECT ${LINK} FROM task_dependency d JOIN task t ON t.id = d.task_id WHERE d.dep_id = $1 AND d."when" NOT IN ('turn', 'item') ORDER BY t.idx LIMIT $2`,
    values: [taskId, limit],
  });
  return rows;
}
