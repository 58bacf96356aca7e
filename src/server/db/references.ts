import type { JsonValue } from '../core/json.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import type { ReferencedOutput } from './read-queue.ts';

/** Outputs of the tasks that another one names. */
export async function readReferences(pool: Queryable, taskIds: string[]): Promise<ReferencedOutput[]> {
  const { rows } = await pool.query<{ key: string; status: TaskStatus; output: JsonValue; artifactId: string | null; error: JsonValue }>({
    name: 'read_references',
    text: `SELECT key, status, output, output_artifact_id AS "artifactId", error FROM task WHERE id = ANY($1::uuid[])`,
    values: [bareArray(taskIds)],
  });
  return rows;
}
