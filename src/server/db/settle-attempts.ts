import type { EndedAttemptStatus, TaskStatus } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Outcomes, in one statement and one commit: tasks and attempts change, dependents are unlocked, runs progress and finish, events are
// numbered. Lock order: runs by id first, then tasks, then attempts. A row whose fence is stale, or whose task is over, changes nothing.
//
// Unlocking counts down `pending` instead of asking "is any dependency open?": an UPDATE that waited for a lock re-reads the newest
// row, a subquery would still see the old snapshot, and two last predecessors could each see the other as open.

export interface SettleRow {
  /** Null when a task ends without having been given to anybody (skipped, a condition that cannot be evaluated). */
  attemptId: string | null;
  taskId: string;
  runId: string;
  fence: number;
  attemptStatus: EndedAttemptStatus | null;
  taskStatus: Extract<TaskStatus, 'completed' | 'failed' | 'cancelled' | 'skipped' | 'ready'>;
  /** 1 when the attempt counts against the retry policy. */
  countsAttempt: boolean;
  countsLoss: boolean;
  /** Only for taskStatus "ready": 0 puts the task back into the queue at once. */
  delayMs: number;
  /** How long ago the attempt started, when its start is not stored yet; milliseconds. */
  startedAgoMs: number | null;
  outputText: string | null;
  outputArtifactId: string | null;
  errorText: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
}

export interface SettleResult {
  /** One per row, in order: whether it was written. False: stale fence, or the task was over. */
  written: boolean[];
  /** Tasks that became ready. */
  unlocked: number;
  finishedRunIds: string[];
}

const FINISHED = `(run.completed + run.failed + run.skipped + run.cancelled + COALESCE(c.n, 0) = run.total AND run.status IN ('running', 'paused'))`;
const RANK = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms`;

const SETTLE = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], string_to_array($5, E'\\x1e', ''), string_to_array($6, E'\\x1e', ''), $7::int[], $8::int[],
      $9::float8[], $10::float8[], string_to_array($11, E'\\x1e', ''), $12::uuid[], string_to_array($13, E'\\x1e', ''), $14::int[], $15::int[], $16::float8[])
    WITH ORDINALITY AS x(attempt_id, task_id, run_id, fence, attempt_status, task_status, counts, loss, delay_ms, started_ago, output, artifact_id,
                         error, input_tokens, output_tokens, cost, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($17::uuid[]) ORDER BY id FOR NO KEY UPDATE
), t AS (
  UPDATE task SET status = i.task_status, output = i.output::json, output_artifact_id = i.artifact_id, error = i.error::json,
    attempts = task.attempts + i.counts, losses = task.losses + i.loss,
    finished_at = CASE WHEN i.task_status <> 'ready' THEN clock_timestamp() END,
    ready_at = CASE WHEN i.task_status = 'ready' AND i.delay_ms = 0 THEN clock_timestamp() ELSE task.ready_at END,
    available_at = CASE WHEN i.task_status = 'ready' AND i.delay_ms > 0 THEN clock_timestamp() + i.delay_ms * interval '1 ms' END,
    queue_rank = CASE WHEN i.task_status = 'ready' AND i.delay_ms = 0 AND l.status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN i.task_status = 'ready' AND i.delay_ms = 0 AND l.status = 'paused' THEN 'paused:' || l.id END,
    park_rank = CASE WHEN i.task_status = 'ready' AND i.delay_ms = 0 AND l.status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN i.task_status = 'ready' AND i.delay_ms > 0 THEN 'retry_delay' WHEN i.task_status = 'ready' AND l.status = 'paused' THEN 'paused' END,
    wait_detail = NULL
  FROM i JOIN l ON l.id = i.run_id
  WHERE task.id = i.task_id AND task.fence = i.fence
    AND task.status IN ('assigned', 'running', 'ready') AND (task.status = 'ready') = (i.attempt_id IS NULL)
  RETURNING task.id, task.run_id, task.status, i.ord, i.attempt_id, l.status AS run_status
), a AS (
  UPDATE attempt SET status = i.attempt_status, ended_at = clock_timestamp(), error = i.error::json,
    started_at = COALESCE(attempt.started_at, clock_timestamp() - i.started_ago * interval '1 ms'),
    input_tokens = i.input_tokens, output_tokens = i.output_tokens, cost_usd = i.cost
  FROM t JOIN i ON i.ord = t.ord WHERE attempt.id = t.attempt_id
), d AS (
  SELECT x.task_id, min(t.run_status) AS run_status, count(*)::int AS n, count(*) FILTER (WHERE NOT (x.soft OR x."when" = 'always' OR x."when" = t.status))::int AS blocking
  FROM t JOIN task_dependency x ON x.dep_id = t.id WHERE t.status <> 'ready' GROUP BY 1
), u AS (
  UPDATE task SET pending = task.pending - d.n, blocked = task.blocked + d.blocking,
    status = CASE WHEN task.pending = d.n THEN 'ready' ELSE task.status END,
    ready_at = CASE WHEN task.pending = d.n THEN clock_timestamp() END,
    queue_rank = CASE WHEN task.pending = d.n AND d.run_status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN 'paused:' || task.run_id END,
    park_rank = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN 'paused' END
  FROM d WHERE task.id = d.task_id AND task.status = 'pending'
  RETURNING task.id, task.run_id, task.status
), c AS (
  SELECT run_id, count(*)::int AS n, count(*) FILTER (WHERE status = 'completed')::int AS completed, count(*) FILTER (WHERE status = 'failed')::int AS failed,
    count(*) FILTER (WHERE status = 'skipped')::int AS skipped, count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled
  FROM t WHERE status <> 'ready' GROUP BY 1
), ev AS (
  SELECT t.run_id, 0 AS phase, t.ord * 2 AS place, t.id AS task_id, t.attempt_id, 'task.started' AS type,
    clock_timestamp() - i.started_ago * interval '1 ms' AS at, NULL::json AS data
  FROM t JOIN i ON i.ord = t.ord WHERE i.started_ago IS NOT NULL
  UNION ALL
  SELECT t.run_id, 0, t.ord * 2 + 1, t.id, t.attempt_id,
    CASE WHEN t.status <> 'ready' THEN 'task.' || t.status WHEN i.attempt_status = 'failed' THEN 'task.retrying' ELSE 'task.' || i.attempt_status END,
    clock_timestamp(),
    CASE WHEN i.error IS NOT NULL THEN json_build_object('error', i.error::json, 'delay_ms', i.delay_ms) END
  FROM t JOIN i ON i.ord = t.ord
  UNION ALL
  SELECT u.run_id, 1, 0, u.id, NULL, 'task.ready', clock_timestamp(), NULL FROM u WHERE u.status = 'ready'
), n AS (
  SELECT run_id, count(*)::int AS n FROM ev GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n + CASE WHEN ${FINISHED} THEN 1 ELSE 0 END,
    completed = run.completed + COALESCE(c.completed, 0), failed = run.failed + COALESCE(c.failed, 0),
    skipped = run.skipped + COALESCE(c.skipped, 0), cancelled = run.cancelled + COALESCE(c.cancelled, 0),
    status = CASE WHEN NOT ${FINISHED} THEN run.status
                  WHEN (run.failed + COALESCE(c.failed, 0))::float8 / run.total > run.failure_tolerance THEN 'failed' ELSE 'completed' END,
    finished_at = CASE WHEN ${FINISHED} THEN clock_timestamp() ELSE run.finished_at END
  FROM n LEFT JOIN c ON c.run_id = n.run_id WHERE run.id = n.run_id
  RETURNING run.id, run.seq, run.status, n.n, run.finished_at IS NOT NULL AND run.status IN ('completed', 'failed') AND COALESCE(c.n, 0) > 0 AS finished
), e AS (
  INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data)
  SELECT ev.run_id, r.seq - r.n - r.finished::int + row_number() OVER (PARTITION BY ev.run_id ORDER BY ev.phase, ev.place, ev.task_id),
    ev.task_id, ev.attempt_id, ev.type, ev.at, ev.data
  FROM ev JOIN r ON r.id = ev.run_id
  UNION ALL
  SELECT r.id, r.seq, NULL, NULL, 'run.' || r.status, clock_timestamp(), NULL FROM r WHERE r.finished
)
SELECT ARRAY(SELECT ord::int FROM t) AS ords, (SELECT count(*)::int FROM u WHERE status = 'ready') AS unlocked,
  ARRAY(SELECT id::text FROM r WHERE finished) AS finished`;

/** Writes outcomes as one transaction. */
export async function settleAttempts(hot: Queryable, rows: SettleRow[]): Promise<SettleResult> {
  const answer = await hot.query<{ ords: number[]; unlocked: number; finished: string[] }>({
    name: 'settle_attempts',
    text: SETTLE,
    values: [
      bareArray(rows.map((row) => row.attemptId)),
      bareArray(rows.map((row) => row.taskId)),
      bareArray(rows.map((row) => row.runId)),
      bareArray(rows.map((row) => row.fence)),
      joinedTexts(rows.map((row) => row.attemptStatus)),
      joinedTexts(rows.map((row) => row.taskStatus)),
      bareArray(rows.map((row) => Number(row.countsAttempt))),
      bareArray(rows.map((row) => Number(row.countsLoss))),
      bareArray(rows.map((row) => row.delayMs)),
      bareArray(rows.map((row) => row.startedAgoMs)),
      joinedTexts(rows.map((row) => row.outputText)),
      bareArray(rows.map((row) => row.outputArtifactId)),
      joinedTexts(rows.map((row) => row.errorText)),
      bareArray(rows.map((row) => row.inputTokens)),
      bareArray(rows.map((row) => row.outputTokens)),
      bareArray(rows.map((row) => row.costUsd)),
      bareArray([...new Set(rows.map((row) => row.runId))]),
    ],
  });
  const found = answer.rows[0];
  const ords = new Set(found?.ords ?? []);
  return { written: rows.map((_, index) => ords.has(index + 1)), unlocked: found?.unlocked ?? 0, finishedRunIds: found?.finished ?? [] };
}
