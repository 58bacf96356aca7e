import type { EndedAttemptStatus, TaskStatus } from '../core/task/state.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Outcomes, in one statement and one commit: tasks and attempts change, dependents are unlocked, runs progress and finish, events are
// numbered. Lock order: runs by id first, then tasks, then attempts. A row whose fence is stale, or whose task is over, changes nothing.
//
// Unlocking counts down `pending` instead of asking "is any dependency open?": an UPDATE that waited for a lock re-reads the newest
// row, a subquery would still see the old snapshot, and two last predecessors could each see the other as open.
//
// Rows and their runs' states are joined once (b), and what follows carries along what it needs. The planner takes an array for ten rows:
// every further join of two such lists became a loop over both, 40,000 comparisons for 200 outcomes.

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

const FINISHED = `(run.completed + run.failed + run.skipped + run.cancelled + n.ended = run.total AND run.status IN ('running', 'paused'))`;
const RANK = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms`;

const SETTLE = `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], string_to_array($5, E'\\x1e', ''), string_to_array($6, E'\\x1e', ''), $7::int[], $8::int[],
      $9::float8[], $10::float8[], string_to_array($11, E'\\x1e', ''), $12::uuid[], string_to_array($13, E'\\x1e', ''), $14::int[], $15::int[], $16::float8[])
    WITH ORDINALITY AS x(attempt_id, task_id, run_id, fence, attempt_status, task_status, counts, loss, delay_ms, started_ago, output, artifact_id,
                         error, input_tokens, output_tokens, cost, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($17::uuid[]) ORDER BY id FOR NO KEY UPDATE
), b AS MATERIALIZED (
  SELECT i.*, l.status AS run_status FROM i JOIN l ON l.id = i.run_id
), t AS (
  UPDATE task SET status = b.task_status, output = b.output::json, output_artifact_id = b.artifact_id, error = b.error::json,
    attempts = task.attempts + b.counts, losses = task.losses + b.loss,
    finished_at = CASE WHEN b.task_status <> 'ready' THEN clock_timestamp() END,
    ready_at = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 THEN clock_timestamp() ELSE task.ready_at END,
    available_at = CASE WHEN b.task_status = 'ready' AND b.delay_ms > 0 THEN clock_timestamp() + b.delay_ms * interval '1 ms' END,
    queue_rank = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'paused' THEN 'paused:' || b.run_id END,
    park_rank = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN b.task_status = 'ready' AND b.delay_ms > 0 THEN 'retry_delay' WHEN b.task_status = 'ready' AND b.run_status = 'paused' THEN 'paused' END,
    wait_detail = NULL
  FROM b
  WHERE task.id = b.task_id AND task.fence = b.fence
    AND task.status IN ('assigned', 'running', 'ready') AND (task.status = 'ready') = (b.attempt_id IS NULL)
  RETURNING task.id, task.run_id, task.status, b.ord, b.attempt_id, b.run_status, b.attempt_status, b.error, b.delay_ms, b.started_ago, b.input_tokens, b.output_tokens, b.cost
), a AS (
  UPDATE attempt SET status = t.attempt_status, ended_at = clock_timestamp(), error = t.error::json,
    started_at = COALESCE(attempt.started_at, clock_timestamp() - t.started_ago * interval '1 ms'),
    input_tokens = t.input_tokens, output_tokens = t.output_tokens, cost_usd = t.cost
  FROM t WHERE attempt.id = t.attempt_id
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
), ev AS (
  SELECT run_id, 0 AS phase, ord * 2 AS place, id AS task_id, attempt_id, 'task.started' AS type,
    clock_timestamp() - started_ago * interval '1 ms' AS at, NULL::json AS data, NULL::text AS ended
  FROM t WHERE started_ago IS NOT NULL
  UNION ALL
  SELECT run_id, 0, ord * 2 + 1, id, attempt_id,
    CASE WHEN status <> 'ready' THEN 'task.' || status WHEN attempt_status = 'failed' THEN 'task.retrying' ELSE 'task.' || attempt_status END,
    clock_timestamp(), CASE WHEN error IS NOT NULL THEN json_build_object('error', error::json, 'delay_ms', delay_ms) END, NULLIF(status, 'ready')
  FROM t
  UNION ALL
  SELECT run_id, 1, 0, id, NULL, 'task.ready', clock_timestamp(), NULL, NULL FROM u WHERE status = 'ready'
), n AS (
  SELECT run_id, count(*)::int AS n, count(ended)::int AS ended, count(*) FILTER (WHERE ended = 'completed')::int AS completed,
    count(*) FILTER (WHERE ended = 'failed')::int AS failed, count(*) FILTER (WHERE ended = 'skipped')::int AS skipped,
    count(*) FILTER (WHERE ended = 'cancelled')::int AS cancelled
  FROM ev GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n + CASE WHEN ${FINISHED} THEN 1 ELSE 0 END,
    completed = run.completed + n.completed, failed = run.failed + n.failed,
    skipped = run.skipped + n.skipped, cancelled = run.cancelled + n.cancelled,
    status = CASE WHEN NOT ${FINISHED} THEN run.status
                  WHEN (run.failed + n.failed)::float8 / run.total > run.failure_tolerance THEN 'failed' ELSE 'completed' END,
    finished_at = CASE WHEN ${FINISHED} THEN clock_timestamp() ELSE run.finished_at END
  FROM n WHERE run.id = n.run_id
  RETURNING run.id, run.seq, run.status, n.n, run.finished_at IS NOT NULL AND run.status IN ('completed', 'failed') AND n.ended > 0 AS finished
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
