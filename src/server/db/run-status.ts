import type { RunStatus } from '../core/run/state.ts';
import type { Queryable } from './queryable.ts';

/** Null: no such run. */
export async function readRunStatus(pool: Queryable, runId: string): Promise<RunStatus | null> {
  const { rows } = await pool.query<{ status: RunStatus }>({
    name: 'run_status',
    text: 'SELECT status FROM run WHERE id = $1',
    values: [runId],
  });
  return rows[0]?.status ?? null;
}

/** What the answer to a submission says of a run. Null: no such run. */
export async function readRunHead(pool: Queryable, runId: string): Promise<{ workflowId: string; status: RunStatus } | null> {
  const { rows } = await pool.query<{ workflowId: string; status: RunStatus }>({
    name: 'run_head',
    text: 'SELECT workflow_id AS "workflowId", status FROM run WHERE id = $1',
    values: [runId],
  });
  return rows[0] ?? null;
}
