import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Under which generations of their breakers calls were let through. Only where one is not 0: a breaker that never opened costs no write.

export interface GrantRow {
  attemptId: string;
  grants: Readonly<Record<string, number>>;
}

/** Notes grants of attempts that were just placed. */
export async function writeGrants(db: Queryable, rows: readonly GrantRow[]): Promise<void> {
  await db.query({
    name: 'write_breaker_grants',
    text: `UPDATE attempt a SET breaker_grants = x.grants
      FROM json_to_recordset($1::json) AS x("attemptId" uuid, grants json) WHERE a.id = x."attemptId"`,
    values: [JSON.stringify(rows)],
  });
}

/** Runs of these that have begun: something of theirs was given to somebody before. */
export async function findBegunRuns(db: Queryable, runIds: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find_begun_runs',
    text: `SELECT id FROM run WHERE id = ANY($1::uuid[])
      AND (breaker_generation IS NOT NULL OR EXISTS (SELECT 1 FROM task t WHERE t.run_id = run.id AND t.fence > 0))`,
    values: [bareArray(runIds)],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Notes under which generations of their workflows' breakers runs begin. */
export async function writeRunGenerations(db: Queryable, rows: readonly { runId: string; generation: number }[]): Promise<void> {
  await db.query({
    name: 'write_run_generations',
    text: `UPDATE run r SET breaker_generation = x.generation
      FROM json_to_recordset($1::json) AS x("runId" uuid, generation int) WHERE r.id = x."runId"`,
    values: [JSON.stringify(rows)],
  });
}

export interface EndedRun {
  workflowId: string;
  status: 'completed' | 'failed' | 'cancelled';
  /** Null: noted by nobody, its beginning decides. */
  generation: number | null;
  /** Epoch ms. */
  startedAt: number;
  endedAt: number;
}

/** How runs of stored workflows ended. A definition that was sent along is nobody's to guard: only its runs share it. */
export async function readEndedRuns(db: Queryable, runIds: string[]): Promise<EndedRun[]> {
  const { rows } = await db.query<EndedRun>({
    name: 'read_ended_runs',
    text: `SELECT workflow_id AS "workflowId", status, breaker_generation AS generation,
        (extract(epoch FROM COALESCE(started_at, created_at)) * 1000)::float8 AS "startedAt",
        (extract(epoch FROM finished_at) * 1000)::float8 AS "endedAt"
      FROM run WHERE id = ANY($1::uuid[]) AND workflow_version_id IS NOT NULL AND status IN ('completed', 'failed', 'cancelled')
      ORDER BY finished_at`,
    values: [bareArray(runIds)],
  });
  return rows;
}
