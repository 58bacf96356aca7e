import type { DeadLetterRow } from '../core/recovery/dead-letter-view.ts';
import { bareArray } from './arrays.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

// Tasks that are parked because of what they did to their holders. A letter waits for a decision while `decision` is null; its task has failed.

export interface NewDeadLetter {
  taskId: string;
  runId: string;
  agentId: string | null;
  cause: 'poison' | 'infrastructure';
  reason: string;
  evidence: unknown;
}

/**
 * Parks tasks. Written before the task fails, so that no failed one is without its letter; a list shows a letter once its task has failed.
 * @returns ids of the tasks that were not parked before
 */
export async function insertDeadLetters(db: Queryable, letters: NewDeadLetter[]): Promise<Set<string>> {
  const { rows } = await db.query<{ taskId: string }>({
    name: 'insert_dead_letters',
    text: `INSERT INTO dead_letter (task_id, run_id, agent_id, cause, reason, evidence, parked_at)
      SELECT x."taskId", x."runId", x."agentId", x.cause, x.reason, x.evidence, clock_timestamp()
      FROM json_to_recordset($1::json) AS x("taskId" uuid, "runId" uuid, "agentId" uuid, cause text, reason text, evidence json)
      ON CONFLICT (task_id) DO NOTHING RETURNING task_id AS "taskId"`,
    values: [JSON.stringify(letters)],
  });
  return new Set(rows.map(({ taskId }) => taskId));
}

const COLUMNS = `d.task_id AS "taskId", t.key AS "taskKey", t.name AS "taskName", t.task_type AS "taskType", d.run_id AS "runId", r.name AS "runName", r.status AS "runStatus",
  r.workflow_id AS "workflowId", d.agent_id AS "agentId", (SELECT g.name FROM agent g WHERE g.id = d.agent_id) AS "agentName", d.cause, d.reason, d.evidence, t.losses,
  t.error, t.input, d.parked_at AS "parkedAt", d.decision, d.decided_by AS "decidedBy", d.decided_at AS "decidedAt", d.note, d.replay_run_id AS "replayRunId"`;
const FROM = `FROM dead_letter d JOIN task t ON t.id = d.task_id AND t.status = 'failed' JOIN run r ON r.id = d.run_id`;

/** Newest first. */
export async function listDeadLetterRows(
  db: Database,
  filter: { open: boolean | null; runId: string | null },
  page: { limit: number; after: readonly [string, string] | null },
): Promise<DeadLetterRow[]> {
  const { rows } = await db.pool.query<DeadLetterRow>({
    name: 'dead_letter_list',
    text: `SELECT ${COLUMNS} ${FROM}
      WHERE ($1::boolean IS NULL OR (d.decision IS NULL) = $1) AND ($2::uuid IS NULL OR d.run_id = $2)
        AND ($3::timestamptz IS NULL OR (d.parked_at, d.task_id) < ($3, $4::uuid))
      ORDER BY d.parked_at DESC, d.task_id DESC LIMIT $5`,
    values: [filter.open, filter.runId, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit],
  });
  return rows;
}

export async function findDeadLetters(db: Database, taskIds: string[]): Promise<DeadLetterRow[]> {
  const { rows } = await db.pool.query<DeadLetterRow>({
    name: 'dead_letter_find',
    text: `SELECT ${COLUMNS} ${FROM} WHERE d.task_id = ANY($1::uuid[])`,
    values: [bareArray(taskIds)],
  });
  return rows;
}

/** Every letter of these runs that waits for a decision. */
export async function openLettersOfRuns(db: Database, runIds: string[]): Promise<string[]> {
  const { rows } = await db.pool.query<{ taskId: string }>({
    name: 'dead_letter_of_runs',
    text: `SELECT d.task_id AS "taskId" ${FROM} WHERE d.run_id = ANY($1::uuid[]) AND d.decision IS NULL`,
    values: [bareArray(runIds)],
  });
  return rows.map((row) => row.taskId);
}

/** Decides letters that wait for it; the first decision counts. Answers those it decided. */
export async function decideDeadLetters(
  db: Queryable,
  taskIds: string[],
  as: { decision: 'replayed' | 'discarded'; by: string; note: string; replayRunId: string | null },
): Promise<string[]> {
  const { rows } = await db.query<{ taskId: string }>({
    name: 'decide_dead_letters',
    text: `UPDATE dead_letter SET decision = $2, decided_by = $3, decided_at = clock_timestamp(), note = $4, replay_run_id = $5
      WHERE task_id = ANY($1::uuid[]) AND decision IS NULL RETURNING task_id AS "taskId"`,
    values: [bareArray(taskIds), as.decision, as.by, as.note, as.replayRunId],
  });
  return rows.map((row) => row.taskId);
}

/** Takes a decision back that could not be carried out. */
export async function reopenDeadLetters(db: Queryable, taskIds: string[]): Promise<void> {
  await db.query({
    name: 'reopen_dead_letters',
    text: `UPDATE dead_letter SET decision = NULL, decided_by = NULL, decided_at = NULL, note = NULL, replay_run_id = NULL
      WHERE task_id = ANY($1::uuid[]) AND replay_run_id IS NULL`,
    values: [bareArray(taskIds)],
  });
}

/** A replay that is under way is left alone for so long. */
const UNDER_WAY = "interval '1 minute'";

/**
 * Ends replays whose process died before it could say which run it started: those that had started one name it, the others wait for a
 * decision again. @returns how many letters changed
 */
export async function finishReplays(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: 'finish_replays',
    text: `WITH m AS (
        SELECT d.task_id, (SELECT r.id FROM run r WHERE r.parent_run_id = d.run_id AND r.lineage = 'retry' AND r.created_at >= d.decided_at
          ORDER BY r.created_at LIMIT 1) AS run_id
        FROM dead_letter d WHERE d.decision = 'replayed' AND d.replay_run_id IS NULL AND d.decided_at < clock_timestamp() - ${UNDER_WAY}
      )
      UPDATE dead_letter d SET replay_run_id = m.run_id, decision = CASE WHEN m.run_id IS NOT NULL THEN d.decision END,
        decided_by = CASE WHEN m.run_id IS NOT NULL THEN d.decided_by END, decided_at = CASE WHEN m.run_id IS NOT NULL THEN d.decided_at END,
        note = CASE WHEN m.run_id IS NOT NULL THEN d.note END
      FROM m WHERE d.task_id = m.task_id AND d.replay_run_id IS NULL`,
    values: [],
  });
  return rowCount ?? 0;
}

/** Notes the run that a replay started. */
export async function noteReplayRun(db: Queryable, taskIds: string[], runId: string): Promise<void> {
  await db.query({
    name: 'note_replay_run',
    text: 'UPDATE dead_letter SET replay_run_id = $2 WHERE task_id = ANY($1::uuid[])',
    values: [bareArray(taskIds), runId],
  });
}
