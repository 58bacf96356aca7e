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
