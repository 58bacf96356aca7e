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

/** Of rows without an attempt, the tasks that have ended as they say: nobody else ends a task with the very same result. */
async function findEndedTasks(hot: Queryable, rows: readonly SettleRow[]): Promise<Set<string>> {
  const { rows: found } = await hot.query<{ id: string; status: string; artifactId: string | null }>({
    name: 'find_ended_tasks',
    text: 'SELECT id, status, output_artifact_id AS "artifactId" FROM task WHERE id = ANY($1::uuid[]) AND finished_at IS NOT NULL',
    values: [bareArray(rows.map((row) => row.taskId))],
  });
  const wanted = new Map(rows.map((row) => [row.taskId, row]));
  const isSame = (task: (typeof found)[number]) => {
    const row = wanted.get(task.id);
    return row?.taskStatus === task.status && row.outputArtifactId === task.artifactId;
  };
  return new Set(found.filter(isSame).map(({ id }) => id));
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
  const unplaced = doubtful.filter((row) => row.attemptId === null);
  const endedTasks = unplaced.length === 0 ? new Set<string>() : await findEndedTasks(hot, unplaced);
  const isStored = ({ attemptId, attemptStatus, taskId }: SettleRow) =>
    attemptId === null ? endedTasks.has(taskId) : statusOf.get(attemptId) === attemptStatus;
  return {
    ...result,
    written: rows.map((row, index) => result.written[index] || isStored(row)),
    // What the first try unlocked is not known any more; one look too many costs nothing.
    unlocked: Math.max(1, result.unlocked),
    finishedRunIds: [...new Set([...result.finishedRunIds, ...finished.rows.map((row) => row.id)])],
  };
}
