import type { ReviewView } from '../core/contract/review-view.ts';
import type { JsonValue } from '../core/json.ts';
import type { Queryable } from './queryable.ts';

// Results that wait for a person. A review is open while it has no verdict and its task still waits for one.

const OPEN = `v.verdict IS NULL AND t.status = 'waiting' AND t.wait_reason = 'review' AND t.fence = a.fence`;

const FROM = `FROM review v JOIN attempt a ON a.id = v.attempt_id JOIN task t ON t.id = v.task_id JOIN run r ON r.id = v.run_id`;

/** A review's place in the list: oldest first. */
export interface ReviewPlace {
  openedAt: Date;
  attemptId: string;
}

/** Up to `limit` open reviews, oldest first. */
export async function listOpenReviews(
  pool: Queryable,
  page: { limit: number; after?: ReviewPlace | undefined; runId?: string | undefined },
): Promise<ReviewView[]> {
  const { rows } = await pool.query<ReviewView>({
    text: `SELECT v.attempt_id AS "attemptId", v.task_id AS "taskRowId", t.key AS "taskId", t.name AS "taskName", v.run_id AS "runId", r.name AS "runName",
        a.agent_id AS "agentId", (SELECT g.name FROM agent g WHERE g.id = a.agent_id) AS "agentName", v.instructions,
        v.on_deadline AS "onDeadline", v.due_at AS "dueAt", v.opened_at AS "openedAt", a.quality
      ${FROM} WHERE ${OPEN} AND ($2::timestamptz IS NULL OR (v.opened_at, v.attempt_id) > ($2::timestamptz, $3::uuid))
        AND ($4::uuid IS NULL OR v.run_id = $4::uuid)
      ORDER BY v.opened_at, v.attempt_id LIMIT $1`,
    values: [page.limit, page.after?.openedAt ?? null, page.after?.attemptId ?? null, page.runId ?? null],
  });
  return rows;
}

/** What core needs to decide what a verdict means. */
export interface OpenReview {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  taskType: string;
  fence: number;
  attempts: number;
  losses: number;
  specText: string;
  /** What its machine checks gave; null when none graded it. */
  quality: number | null;
  output: JsonValue;
  onDeadline: 'accept' | 'reject';
}

const FACTS = `v.attempt_id AS "attemptId", v.task_id AS "taskId", v.run_id AS "runId", a.agent_id AS "agentId", t.task_type AS "taskType", a.fence,
  t.attempts, t.losses, t.spec::text AS "specText", a.quality, t.output, v.on_deadline AS "onDeadline"`;

/** The open review of a task; null when it waits for none. */
export async function findOpenReview(pool: Queryable, taskId: string): Promise<OpenReview | null> {
  const { rows } = await pool.query<OpenReview>({
    name: 'find_open_review',
    text: `SELECT ${FACTS} ${FROM} WHERE ${OPEN} AND v.task_id = $1`,
    values: [taskId],
  });
  return rows[0] ?? null;
}

/** Open reviews whose deadline has passed. */
export async function readDueReviews(pool: Queryable, limit: number): Promise<OpenReview[]> {
  const { rows } = await pool.query<OpenReview>({
    name: 'read_due_reviews',
    text: `SELECT ${FACTS} ${FROM} WHERE ${OPEN} AND v.due_at <= clock_timestamp() ORDER BY v.due_at LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** Closes reviews whose task was ended by something else: its run was cancelled, or ran out of time. */
export async function withdrawReviews(pool: Queryable): Promise<void> {
  await pool.query({
    name: 'withdraw_reviews',
    text: `UPDATE review v SET verdict = 'withdrawn', decided_at = clock_timestamp() FROM task t
      WHERE v.verdict IS NULL AND t.id = v.task_id AND t.status IN ('completed', 'failed', 'cancelled', 'skipped')`,
    values: [],
  });
}
