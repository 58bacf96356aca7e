import type { RunStatus } from '../core/run/state.ts';
import type { Queryable } from './queryable.ts';

/** Where the only task of a run is. Null: no such run. */
export async function readAssignment(
  pool: Queryable,
  runId: string,
): Promise<{ taskId: string; decisionId: string | null; waitDetail: string | null; runStatus: RunStatus } | null> {
  const { rows } = await pool.query<{ taskId: string; decisionId: string | null; waitDetail: string | null; runStatus: RunStatus }>({
    name: 'read_assignment',
    text: `SELECT t.id AS "taskId", t.wait_detail AS "waitDetail", r.status AS "runStatus",
        (SELECT a.id FROM attempt a WHERE a.task_id = t.id ORDER BY a.fence DESC LIMIT 1) AS "decisionId"
      FROM task t JOIN run r ON r.id = t.run_id WHERE t.run_id = $1 LIMIT 1`,
    values: [runId],
  });
  return rows[0] ?? null;
}
