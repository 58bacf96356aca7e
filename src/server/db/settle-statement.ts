import { CONTROL_WAITS } from '../core/task/state.ts';

// The text that records outcomes, in one statement and one commit: tasks and attempts change, dependents are unlocked, runs progress and
// finish, events are numbered. Lock order: runs by id first, then tasks, then attempts. A row whose fence is stale, or whose task is over,
// changes nothing. Four kinds: `plain` for outcomes without a contract, `contract` where one was checked or a person is to decide,
// `review` for what the person decided of an attempt that is over, `control` for what tasks without an agent waited for.
//
// Unlocking counts down `pending` instead of asking "is any dependency open?": an UPDATE that waited for a lock re-reads the newest
// row, a subquery would still see the old snapshot, and two last predecessors could each see the other as open.
//
// Rows and their runs' states are joined once (b), and what follows carries along what it needs. The planner takes an array for ten rows:
// every further join of two such lists became a loop over both, 40,000 comparisons for 200 outcomes.

const FINISHED = `(run.completed + run.failed + run.skipped + run.cancelled + n.ended = run.total AND run.status IN ('running', 'paused'))`;
const RANK = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms`;

/** `plain` outcomes know no contract, and cost nothing for it. */
type Kind = 'plain' | 'contract' | 'review' | 'control';

/** A result under review keeps its place in the row: accepted it stays, rejected it goes. */
const OUTPUT: Record<Kind, string> = {
  plain: 'output = b.output::json, output_artifact_id = b.artifact_id',
  contract: 'output = b.output::json, output_artifact_id = b.artifact_id',
  review: `output = CASE WHEN b.task_status = 'completed' THEN task.output END,
    output_artifact_id = CASE WHEN b.task_status = 'completed' THEN task.output_artifact_id END`,
  control: 'output = b.output::json, output_artifact_id = b.artifact_id',
};
/** What is over for good. */
const NOT_OPEN: Record<Kind, string> = {
  plain: "<> 'ready'",
  contract: "NOT IN ('ready', 'waiting')",
  review: "<> 'ready'",
  control: "<> 'ready'",
};
const ENDED_AS: Record<Kind, string> = {
  plain: "NULLIF(status, 'ready')",
  contract: "CASE WHEN status NOT IN ('ready', 'waiting') THEN status END",
  review: "NULLIF(status, 'ready')",
  control: 'status',
};
/** A task with two attempts is settled by settle-pairs.ts. */
const LIVE =
  "task.hedge_fence IS NULL AND task.status IN ('assigned', 'running', 'ready') AND (task.status = 'ready') = (b.attempt_id IS NULL)";
const MAY_END: Record<Kind, string> = {
  plain: LIVE,
  contract: LIVE,
  review: "task.status = 'waiting' AND task.wait_reason = 'review'",
  control: `task.status = 'waiting' AND task.wait_reason IN (${CONTROL_WAITS.map((reason) => `'${reason}'`).join(', ')})`,
};
const ENDED = `, ended_at = clock_timestamp(),
    started_at = COALESCE(attempt.started_at, clock_timestamp() - t.started_ago * interval '1 ms'),
    input_tokens = t.input_tokens, output_tokens = t.output_tokens, cost_usd = t.cost`;
const VERDICT = `, verification = CASE WHEN t.status <> 'waiting' THEN t.verdict->>'verdict' END,
    quality = COALESCE((t.verdict->>'quality')::float8, attempt.quality), verification_reason = t.verdict->>'reason'`;
const REVIEW: Record<Kind, string> = {
  plain: '',
  contract: ` rv AS (
  INSERT INTO review (attempt_id, task_id, run_id, instructions, on_deadline, opened_at, due_at)
  SELECT t.attempt_id, t.id, t.run_id, t.review->>'instructions', t.review->>'on_deadline', clock_timestamp(),
    clock_timestamp() + (t.review->>'due_ms')::float8 * interval '1 ms'
  FROM t WHERE t.status = 'waiting'
),`,
  review: ` rv AS (
  UPDATE review SET verdict = t.review->>'verdict', reason = t.review->>'reason', decided_by = t.review->>'by', decided_at = clock_timestamp()
  FROM t WHERE review.attempt_id = t.attempt_id
),`,
  control: ` rv AS (
  UPDATE approval SET status = t.answer->>'status', answer = t.answer->'form', comment = t.answer->>'comment', answered_by = t.answer->>'by',
    answered_at = clock_timestamp()
  FROM t WHERE approval.task_id = t.id AND t.answer IS NOT NULL AND approval.status = 'open'
), ew AS (
  DELETE FROM event_wait USING t WHERE event_wait.task_id = t.id
), sr AS (
  UPDATE sub_run SET closed_at = clock_timestamp() FROM t WHERE sub_run.task_id = t.id
),`,
};
const VERDICT_EVENT = `
  SELECT run_id, 0, ord * 3 + 1, id, attempt_id, 'task.' || (verdict->>'verdict'), clock_timestamp(), verdict, NULL, false FROM t
  WHERE verdict IS NOT NULL AND status <> 'waiting'
  UNION ALL`;

const only = (kind: Kind, kinds: Kind[], text: string) => (kinds.includes(kind) ? text : '');
const judged = (kind: Kind, text: string) => only(kind, ['contract', 'review'], text);

const tasksOf = (kind: Kind) => `
WITH i AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], string_to_array($5, E'\\x1e', ''), string_to_array($6, E'\\x1e', ''), $7::int[], $8::int[],
      $9::float8[], $10::float8[], string_to_array($11, E'\\x1e', ''), $12::uuid[], string_to_array($13, E'\\x1e', ''), $14::int[], $15::int[], $16::float8[]${judged(kind, `, string_to_array($18, E'\\x1e', ''), string_to_array($19, E'\\x1e', '')`)}${only(kind, ['control'], `, string_to_array($18, E'\\x1e', '')`)})
    WITH ORDINALITY AS x(attempt_id, task_id, run_id, fence, attempt_status, task_status, counts, loss, delay_ms, started_ago, output, artifact_id,
                         error, input_tokens, output_tokens, cost${judged(kind, ', verdict, review')}${only(kind, ['control'], ', answer')}, ord)
), l AS MATERIALIZED (
  SELECT id, status FROM run WHERE id = ANY($17::uuid[]) ORDER BY id FOR NO KEY UPDATE
), b AS MATERIALIZED (
  SELECT i.*, l.status AS run_status FROM i JOIN l ON l.id = i.run_id
), t AS (
  UPDATE task SET status = b.task_status, ${OUTPUT[kind]}, error = b.error::json,
    attempts = task.attempts + b.counts, losses = task.losses + b.loss,
    finished_at = CASE WHEN b.task_status ${NOT_OPEN[kind]} THEN clock_timestamp() END,
    ready_at = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 THEN clock_timestamp() ELSE task.ready_at END,
    available_at = CASE WHEN b.task_status = 'ready' AND b.delay_ms > 0 THEN clock_timestamp() + b.delay_ms * interval '1 ms' END,
    queue_rank = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'paused' THEN 'paused:' || b.run_id END,
    park_rank = CASE WHEN b.task_status = 'ready' AND b.delay_ms = 0 AND b.run_status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN b.task_status = 'ready' AND b.delay_ms > 0 THEN 'retry_delay' WHEN b.task_status = 'ready' AND b.run_status = 'paused' THEN 'paused'${only(kind, ['contract'], ` WHEN b.task_status = 'waiting' THEN 'review'`)} END,
    wait_detail = NULL
  FROM b
  WHERE task.id = b.task_id AND task.fence = b.fence
    AND ${MAY_END[kind]}
  RETURNING task.id, task.run_id, task.status, task.parent_id IS NOT NULL AS item, b.ord, b.attempt_id, b.run_status, b.attempt_status, b.error, b.delay_ms, b.started_ago, b.input_tokens, b.output_tokens, b.cost${judged(kind, ', b.verdict::json AS verdict, b.review::json AS review')}${only(kind, ['control'], ', b.answer::json AS answer')}
`;

const attemptsOf = (kind: Kind) => `), a AS (
  UPDATE attempt SET status = t.attempt_status, error = t.error::json${only(kind, ['plain', 'contract'], ENDED)}${judged(kind, VERDICT)}
  FROM t WHERE attempt.id = t.attempt_id
),${REVIEW[kind]} d AS (
  SELECT x.task_id, min(t.run_status) AS run_status, count(*)::int AS n, count(*) FILTER (WHERE NOT (x.soft OR x."when" = 'always' OR x."when" = t.status))::int AS blocking
  FROM t JOIN task_dependency x ON x.dep_id = t.id WHERE t.status ${NOT_OPEN[kind]} GROUP BY 1
`;

const UNLOCK = `), u AS (
  UPDATE task SET pending = task.pending - d.n, blocked = task.blocked + d.blocking,
    status = CASE WHEN task.pending = d.n THEN 'ready' ELSE task.status END,
    ready_at = CASE WHEN task.pending = d.n THEN clock_timestamp() END,
    queue_rank = CASE WHEN task.pending = d.n AND d.run_status = 'running' THEN ${RANK} END,
    park_key = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN 'paused:' || task.run_id END,
    park_rank = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN ${RANK} END,
    wait_reason = CASE WHEN task.pending = d.n AND d.run_status = 'paused' THEN 'paused' END
  FROM d WHERE task.id = d.task_id AND task.status = 'pending'
  RETURNING task.id, task.run_id, task.status
`;

const eventsOf = (kind: Kind) => `), ev AS (
  SELECT run_id, 0 AS phase, ord * 3 AS place, id AS task_id, attempt_id, 'task.started' AS type,
    clock_timestamp() - started_ago * interval '1 ms' AS at, NULL::json AS data, NULL::text AS ended, false AS item
  FROM t WHERE started_ago IS NOT NULL
  UNION ALL${judged(kind, VERDICT_EVENT)}
  SELECT run_id, 0, ord * 3 + 2, id, attempt_id,
    CASE WHEN status <> 'ready' THEN 'task.' || status WHEN attempt_status = 'failed' THEN 'task.retrying' ELSE 'task.' || attempt_status END,
    clock_timestamp(), CASE WHEN error IS NOT NULL THEN json_build_object('error', error::json, 'delay_ms', delay_ms)${only(kind, ['contract'], ` WHEN status = 'waiting' THEN '{"reason":"review"}'::json`)} END,
    ${ENDED_AS[kind]}, item
  FROM t
  UNION ALL
  SELECT run_id, 1, 0, id, NULL, 'task.ready', clock_timestamp(), NULL, NULL, false FROM u WHERE status = 'ready'
`;

const PROGRESS = `), n AS (
  SELECT run_id, count(*)::int AS n, count(ended)::int AS ended, count(*) FILTER (WHERE ended = 'completed')::int AS completed,
    count(*) FILTER (WHERE ended = 'failed')::int AS failed, count(*) FILTER (WHERE ended = 'failed' AND item)::int AS items_failed, count(*) FILTER (WHERE ended = 'skipped')::int AS skipped,
    count(*) FILTER (WHERE ended = 'cancelled')::int AS cancelled
  FROM ev GROUP BY 1
), r AS (
  UPDATE run SET seq = run.seq + n.n + CASE WHEN ${FINISHED} THEN 1 ELSE 0 END,
    completed = run.completed + n.completed, failed = run.failed + n.failed,
    skipped = run.skipped + n.skipped, cancelled = run.cancelled + n.cancelled, items_failed = run.items_failed + n.items_failed,
    status = CASE WHEN NOT ${FINISHED} THEN run.status
                  WHEN (run.failed + n.failed - run.items_failed - n.items_failed)::float8 / (run.total - run.items) > run.failure_tolerance THEN 'failed' ELSE 'completed' END,
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
  ARRAY(SELECT id::text FROM r WHERE finished) AS finished,
  EXISTS (SELECT 1 FROM r JOIN sub_run s ON s.task_id = r.id WHERE r.finished) AS children`;

/** One text per kind: they differ in what a contract adds, and in which attempt a row may end. */
export function settleStatement(kind: Kind): string {
  return tasksOf(kind) + attemptsOf(kind) + UNLOCK + eventsOf(kind) + PROGRESS;
}
