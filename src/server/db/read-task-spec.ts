import type { Database } from './client.ts';

/** The stored spec of a task, as text; null when there is no such task. */
export async function findTaskSpec(db: Database, taskId: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ spec: string }>({
    name: 'task_spec',
    text: 'SELECT spec::text AS spec FROM task WHERE id = $1',
    values: [taskId],
  });
  return rows[0]?.spec ?? null;
}
