import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import type { SettleResult, SettleRow } from './settle-attempts.ts';
import type { Started, StartRow } from './start-attempts.ts';

// A connection that breaks after COMMIT was sent leaves open whether the batch was stored. The batch is then written again, and these
// questions tell what the first try had stored, so that it is neither refused nor done twice.

/** Runs of these that are stored. */
export async function findStoredRuns(hot: Queryable, runIds: string[]): Promise<Set<string>> {
  const { rows } = await hot.query<{ id: string }>({
    name: 'find_stored_runs',
    text: 'SELECT id FROM run WHERE id = ANY($1::uuid[])',
    values: [bareArray(runIds)],
  });
  return new Set(rows.map((row) => row.id));
}

/**
 * Attempts of these that run already. Only for attempts of this process: nobody else starts them. A pull agent's claim stays in doubt,
 * since another claim may have won; its lease runs out.
 */
export async function findStarted(hot: Queryable, rows: StartRow[]): Promise<Started[]> {
  const own = rows.filter((row) => row.leaseMs === null);
  const { rows: started } = await hot.query<Started>({
    name: 'find_started',
    text: `SELECT id, lease_expires_at AS "leaseExpiresAt" FROM attempt WHERE id = ANY($1::uuid[]) AND status = 'running'`,
    values: [bareArray(own.map((row) => row.attemptId))],
  });
  return started;
}

/** Completes the answer of a repeated settlement: rows that the first try wrote count as written, and the runs it ended as ended. */
export async function confirmSettled(hot: Queryable, rows: SettleRow[], result: SettleResult): Promise<SettleResult> {
  const doubtful = rows.filter((_, index) => !result.written[index]);
  if (doubtful.length === 0) return result;
  const ended = await hot.query<{ id: string; status: string }>({
    name: 'find_ended_attempts',
    text: 'SELECT id, status FROM attempt WHERE id = ANY($1::uuid[]) AND ended_at IS NOT NULL',
    values: [bareArray(doubtful.flatMap((row) => row.attemptId ?? []))],
  });
  const finished = await hot.query<{ id: string }>({
    name: 'find_finished_runs',
    text: 'SELECT id FROM run WHERE id = ANY($1::uuid[]) AND finished_at IS NOT NULL',
    values: [bareArray([...new Set(doubtful.map((row) => row.runId))])],
  });
  const statusOf = new Map(ended.rows.map((row) => [row.id, row.status]));
  return {
    written: rows.map(
      (row, index) => result.written[index] || (row.attemptId !== null && statusOf.get(row.attemptId) === row.attemptStatus),
    ),
    // What the first try unlocked is not known any more; one look too many costs nothing.
    unlocked: Math.max(1, result.unlocked),
    finishedRunIds: [...new Set([...result.finishedRunIds, ...finished.rows.map((row) => row.id)])],
  };
}
