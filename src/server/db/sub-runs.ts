import type { JsonObject, JsonValue } from '../core/json.ts';
import type { RunStatus } from '../core/run/state.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Runs that run as tasks of other runs. The id of such a run is that of its task.

/** The workflows above a run, its own first, and how deep it stands: 0 for a run that no task started. */
export interface Ancestry {
  runId: string;
  depth: number;
  workflowIds: string[];
}

/** Ancestries of runs, all in one statement. */
export async function readAncestries(pool: Queryable, runIds: readonly string[]): Promise<Map<string, Ancestry>> {
  const { rows } = await pool.query<Ancestry>({
    name: 'read_ancestries',
    text: `WITH RECURSIVE up AS (
        SELECT r.id AS start, r.id, r.workflow_id, 0 AS level FROM run r WHERE r.id = ANY($1::uuid[])
        UNION ALL
        SELECT up.start, p.id, p.workflow_id, up.level + 1 FROM up JOIN sub_run s ON s.task_id = up.id JOIN run p ON p.id = s.parent_run_id
        WHERE up.level < 100
      ) SELECT start AS "runId", max(level) AS depth, array_agg(workflow_id ORDER BY level) AS "workflowIds" FROM up GROUP BY 1`,
    values: [bareArray(runIds)],
  });
  return new Map(rows.map((row) => [row.runId, row]));
}

/** The runs above these, while their tasks wait for them. */
export async function findRunsAbove(pool: Queryable, runIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'find_runs_above',
    text: `WITH RECURSIVE up AS (
        SELECT s.parent_run_id AS id FROM sub_run s WHERE s.task_id = ANY($1::uuid[]) AND s.closed_at IS NULL
        UNION SELECT s.parent_run_id FROM up JOIN sub_run s ON s.task_id = up.id
      ) SELECT id FROM up`,
    values: [bareArray(runIds)],
  });
  return rows.map(({ id }) => id);
}

/** A task whose run has not begun yet. */
export interface UnbegunSubRun {
  taskId: string;
  parentRunId: string;
  fence: number;
  workflowId: string;
  version: number | null;
  input: JsonValue;
  context: JsonObject;
  createdBy: string;
  /** Of the run above. */
  traceParent: string | null;
}

/** Waiting tasks whose run is not there: of these, or of all. */
export async function readUnbegun(pool: Queryable, taskIds: readonly string[] | null, limit: number): Promise<UnbegunSubRun[]> {
  const { rows } = await pool.query<UnbegunSubRun>({
    name: 'read_unbegun_sub_runs',
    text: `SELECT s.task_id AS "taskId", s.parent_run_id AS "parentRunId", t.fence, s.workflow_id AS "workflowId", s.version, s.input, p.context,
        p.created_by AS "createdBy", p.trace_parent AS "traceParent"
      FROM sub_run s JOIN task t ON t.id = s.task_id AND t.status = 'waiting' JOIN run p ON p.id = s.parent_run_id
      WHERE s.closed_at IS NULL AND ($1::uuid[] IS NULL OR s.task_id = ANY($1::uuid[])) AND NOT EXISTS (SELECT 1 FROM run c WHERE c.id = s.task_id)
      ORDER BY s.task_id LIMIT $2`,
    values: [taskIds === null ? null : bareArray(taskIds), limit],
  });
  return rows;
}

/** A run that has ended while its task still waits for it. */
export interface EndedSubRun {
  taskId: string;
  parentRunId: string;
  fence: number;
  name: string;
  status: RunStatus;
  /** What its last tasks gave, as [task_id, output, artifact] in the order of its definition. */
  outputs: [string, JsonValue, string | null][] | null;
  /** Of its first failed task. */
  failure: { name: string; error: AttemptError | null } | null;
}

export async function readEndedSubRuns(pool: Queryable, limit: number): Promise<EndedSubRun[]> {
  const { rows } = await pool.query<EndedSubRun>({
    name: 'read_ended_sub_runs',
    text: `SELECT s.task_id AS "taskId", s.parent_run_id AS "parentRunId", t.fence, c.name, c.status,
        (SELECT json_agg(json_build_array(k.key, k.output, k.output_artifact_id) ORDER BY k.idx) FROM task k WHERE k.run_id = c.id
          AND k.status = 'completed' AND NOT EXISTS (SELECT 1 FROM task_dependency d WHERE d.dep_id = k.id AND d."when" <> 'turn')) AS outputs,
        (SELECT json_build_object('name', f.name, 'error', f.error) FROM task f WHERE f.run_id = c.id AND f.status = 'failed' ORDER BY f.idx LIMIT 1) AS failure
      FROM sub_run s JOIN task t ON t.id = s.task_id AND t.status = 'waiting' JOIN run c ON c.id = s.task_id AND c.finished_at IS NOT NULL
      WHERE s.closed_at IS NULL ORDER BY s.task_id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** What a run below another should do, because the one above did it. */
export interface DueVerb {
  runId: string;
  verb: 'cancel' | 'pause' | 'resume';
}

/** Runs that go another way than the run above them: of one run, or of all. */
export async function readStraySubRuns(pool: Queryable, parentRunId: string | null, limit: number): Promise<DueVerb[]> {
  const { rows } = await pool.query<DueVerb>({
    name: 'read_stray_sub_runs',
    text: `SELECT * FROM (
        SELECT c.id AS "runId", CASE WHEN t.status <> 'waiting' THEN 'cancel' WHEN p.status = 'paused' AND c.status = 'running' THEN 'pause'
          WHEN p.status = 'running' AND c.status = 'paused' AND s.held THEN 'resume' END AS verb
        FROM sub_run s JOIN task t ON t.id = s.task_id JOIN run p ON p.id = s.parent_run_id JOIN run c ON c.id = s.task_id AND c.finished_at IS NULL
        WHERE s.closed_at IS NULL AND ($1::uuid IS NULL OR s.parent_run_id = $1::uuid)) x
      WHERE verb IS NOT NULL ORDER BY "runId" LIMIT $2`,
    values: [parentRunId, limit],
  });
  return rows;
}

export async function markHeld(pool: Queryable, runId: string, held: boolean): Promise<void> {
  await pool.query({ name: 'mark_held', text: 'UPDATE sub_run SET held = $2 WHERE task_id = $1', values: [runId, held] });
}

/** A run may still be on its way when its task is cancelled: so long it is waited for, to be cancelled too. */
const ON_ITS_WAY = "interval '1 minute'";

/** Closes what is over on both sides without one having ended the other: a cancelled task, and its run with it. */
export async function closeSubRuns(pool: Queryable): Promise<void> {
  await pool.query({
    name: 'close_sub_runs',
    text: `UPDATE sub_run s SET closed_at = clock_timestamp() FROM task t WHERE s.closed_at IS NULL AND t.id = s.task_id AND t.status <> 'waiting'
      AND COALESCE((SELECT c.finished_at IS NOT NULL FROM run c WHERE c.id = s.task_id), s.began_at < clock_timestamp() - ${ON_ITS_WAY})`,
    values: [],
  });
}

/** The task that a run runs as; null for a run that no task started. */
export async function findParentTask(
  pool: Queryable,
  runId: string,
): Promise<{ runId: string; runName: string; taskId: string; depth: number } | null> {
  const { rows } = await pool.query<{ runId: string; runName: string; taskId: string; depth: number }>({
    name: 'find_parent_task',
    text: `SELECT p.id AS "runId", p.name AS "runName", t.key AS "taskId", s.depth FROM sub_run s
      JOIN task t ON t.id = s.task_id JOIN run p ON p.id = s.parent_run_id WHERE s.task_id = $1`,
    values: [runId],
  });
  return rows[0] ?? null;
}

/** The run that runs as a task; null where none does, or it has not begun. */
export async function findSubRun(pool: Queryable, taskId: string): Promise<{ id: string; name: string; status: RunStatus } | null> {
  const { rows } = await pool.query<{ id: string; name: string; status: RunStatus }>({
    name: 'find_sub_run',
    text: 'SELECT c.id, c.name, c.status FROM sub_run s JOIN run c ON c.id = s.task_id WHERE s.task_id = $1',
    values: [taskId],
  });
  return rows[0] ?? null;
}
