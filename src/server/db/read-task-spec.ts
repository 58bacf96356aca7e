import type { TaskStatus } from '../core/task/state.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** The stored spec of a task, as text; null when there is no such task. */
export async function findTaskSpec(db: Database, taskId: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ spec: string }>({
    name: 'task_spec',
    text: 'SELECT spec::text AS spec FROM task WHERE id = $1',
    values: [taskId],
  });
  return rows[0]?.spec ?? null;
}

/** What recovery needs of a task that somebody reports; null when there is none. */
export async function findFailingTask(pool: Queryable, taskId: string): Promise<{ id: string; runId: string; status: TaskStatus } | null> {
  const { rows } = await pool.query<{ id: string; runId: string; status: TaskStatus }>({
    name: 'failing_task',
    text: 'SELECT id, run_id AS "runId", status FROM task WHERE id = $1',
    values: [taskId],
  });
  return rows[0] ?? null;
}
