import type { JsonValue } from '../core/json.ts';
import type { ControlWait } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Control tasks leave the queue and wait, with what they wait for, in one statement. Lock order as in every writer: runs by id, then tasks.
// A run that is not running any more keeps its tasks where they are.

const START = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], string_to_array($4, E'\\x1e', ''), $5::float8[], $6::float8[], string_to_array($7, E'\\x1e', ''))
    WITH ORDINALITY AS x(task_id, run_id, fence, reason, due_in, due_at, more, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($8::uuid[]) ORDER BY id FOR NO KEY UPDATE
), t AS (
  UPDATE task SET status = 'waiting', queue_rank = NULL, park_key = NULL, park_rank = NULL, wait_reason = i.reason,
    wait_detail = i.more::json->>'detail',
    available_at = COALESCE(to_timestamp(i.due_at / 1000), clock_timestamp() + i.due_in * interval '1 ms')
  FROM i JOIN l ON l.id = i.run_id AND l.status = 'running'
  WHERE task.id = i.task_id AND task.status = 'ready' AND task.fence = i.fence
  RETURNING task.id, task.run_id, task.wait_reason, task.wait_detail, task.available_at, i.more::json AS more, i.ord
), ap AS (
  INSERT INTO approval (id, task_id, run_id, question, status, due_at, created_at)
  SELECT (more->>'approval_id')::uuid, id, run_id, more->'question', 'open', available_at, clock_timestamp() FROM t WHERE more->'question' IS NOT NULL
), ew AS (
  INSERT INTO event_wait (task_id, run_id, name, key, began_at)
  SELECT id, run_id, more->'event'->>'name', more->'event'->>'key', clock_timestamp() FROM t WHERE more->'event' IS NOT NULL
), sr AS (
  INSERT INTO sub_run (task_id, parent_run_id, workflow_id, version, input, depth, began_at)
  SELECT id, run_id, more->'sub'->>'workflow_id', (more->'sub'->>'version')::int, more->'sub'->'input', (more->'sub'->>'depth')::int, clock_timestamp()
  FROM t WHERE more->'sub' IS NOT NULL
), n AS (
  SELECT run_id, count(*)::int AS n FROM t GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, type, at, data)
  SELECT t.run_id, r.base + row_number() OVER (PARTITION BY t.run_id ORDER BY t.ord), t.id, 'task.waiting', clock_timestamp(),
    json_strip_nulls(json_build_object('reason', t.wait_reason, 'detail', t.wait_detail, 'due_at', t.available_at))
  FROM t JOIN r ON r.id = t.run_id
)
SELECT id FROM t`;

/** A run that is to run as the task. */
export interface SubRunRequest {
  workflow_id: string;
  /** Null: the draft, of a workflow that was never published. */
  version: number | null;
  input: JsonValue;
  depth: number;
}

export interface WaitRow {
  taskId: string;
  runId: string;
  fence: number;
  reason: ControlWait;
  /** When it is over by itself: so many ms from now, or at a moment (epoch ms); both null: never. */
  dueInMs: number | null;
  dueAtMs: number | null;
  /** What there is to know and to ask. */
  more: { detail: string; approval_id?: string; question?: JsonValue; event?: { name: string; key: string | null }; sub?: SubRunRequest };
}

/** Answers the tasks that began to wait. */
export async function startWaits(hot: Queryable, rows: WaitRow[]): Promise<Set<string>> {
  const answer = await hot.query<{ id: string }>({
    name: 'start_waits',
    text: START,
    values: [
      bareArray(rows.map((row) => row.taskId)),
      bareArray(rows.map((row) => row.runId)),
      bareArray(rows.map((row) => row.fence)),
      joinedTexts(rows.map((row) => row.reason)),
      bareArray(rows.map((row) => row.dueInMs)),
      bareArray(rows.map((row) => row.dueAtMs)),
      joinedTexts(rows.map((row) => JSON.stringify(row.more))),
      bareArray([...new Set(rows.map((row) => row.runId))]),
    ],
  });
  return new Set(answer.rows.map(({ id }) => id));
}

/** A control task that waits and whose time is over. */
export interface DueWait {
  taskId: string;
  runId: string;
  fence: number;
  reason: ControlWait;
  dueAt: Date;
  now: Date;
  /** Of approvals: what the deadline decides, and the form's defaults come from it. */
  question: JsonValue;
}

/** Waiting control tasks whose timer or deadline has passed, earliest first. */
export async function readDueWaits(hot: Queryable, limit: number): Promise<DueWait[]> {
  const { rows } = await hot.query<DueWait>({
    name: 'read_due_waits',
    text: `SELECT t.id AS "taskId", t.run_id AS "runId", t.fence, t.wait_reason AS reason, t.available_at AS "dueAt", clock_timestamp() AS now,
        CASE WHEN t.wait_reason = 'approval' THEN (SELECT question FROM approval a WHERE a.task_id = t.id) END AS question
      FROM task t WHERE t.available_at IS NOT NULL AND t.available_at <= clock_timestamp() AND t.status = 'waiting'
      ORDER BY t.available_at LIMIT $1`,
    values: [limit],
  });
  return rows;
}

const ESCALATE = `
WITH i AS (SELECT unnest($1::uuid[]) AS id
), l AS MATERIALIZED (
  SELECT id FROM run WHERE id IN (SELECT t.run_id FROM task t JOIN i ON i.id = t.id) ORDER BY id FOR NO KEY UPDATE
), t AS (
  UPDATE task SET available_at = NULL FROM i, l
  WHERE task.id = i.id AND l.id = task.run_id AND task.status = 'waiting' AND task.wait_reason = 'approval' AND task.available_at <= clock_timestamp()
  RETURNING task.id, task.run_id
), a AS (
  UPDATE approval SET escalated_at = clock_timestamp() FROM t WHERE approval.task_id = t.id
), n AS (SELECT run_id, count(*)::int AS n FROM t GROUP BY 1
), r AS (UPDATE run SET seq = run.seq + n.n FROM n WHERE run.id = n.run_id RETURNING run.id, run.seq - n.n AS base
), e AS (
  INSERT INTO event (run_id, seq, task_id, type, at)
  SELECT t.run_id, r.base + row_number() OVER (PARTITION BY t.run_id ORDER BY t.id), t.id, 'task.escalated', clock_timestamp() FROM t JOIN r ON r.id = t.run_id
)
SELECT DISTINCT run_id AS "runId" FROM t`;

/** Hands approvals that nobody has answered on to admins. Answers the runs that changed. */
export async function escalateApprovals(hot: Queryable, taskIds: string[]): Promise<string[]> {
  const { rows } = await hot.query<{ runId: string }>({ name: 'escalate_approvals', text: ESCALATE, values: [bareArray(taskIds)] });
  return rows.map(({ runId }) => runId);
}

/** Closes questions whose task was ended by something else: its run was cancelled, or ran out of time. @returns how many */
export async function withdrawApprovals(hot: Queryable): Promise<number> {
  const { rowCount } = await hot.query({
    name: 'withdraw_approvals',
    text: `UPDATE approval a SET status = 'withdrawn', answered_at = clock_timestamp() FROM task t
      WHERE a.status = 'open' AND t.id = a.task_id AND t.status IN ('completed', 'failed', 'cancelled', 'skipped')`,
    values: [],
  });
  return rowCount ?? 0;
}
