import type { ApprovalView } from '../core/approval/approval-view.ts';
import type { JsonValue } from '../core/json.ts';
import { approvalSchema } from '../core/workflow/control-task.ts';
import type { Queryable } from './queryable.ts';

// Questions to people. One is open while its row says so and its task still waits for it: a cancelled run leaves rows behind that the next
// sweep closes.

const FROM = 'FROM approval a JOIN task t ON t.id = a.task_id JOIN run r ON r.id = a.run_id';
const OPEN = `a.status = 'open' AND t.status = 'waiting' AND t.wait_reason = 'approval'`;
const COLUMNS = `a.id, a.task_id AS "taskRowId", t.key AS "taskId", t.name AS "taskName", a.run_id AS "runId", r.name AS "runName", a.question,
  a.due_at AS "dueAt", a.escalated_at AS "escalatedAt", a.created_at AS "openedAt",
  CASE WHEN a.status = 'open' AND NOT (${OPEN}) THEN 'withdrawn' ELSE a.status END AS status,
  a.answer, a.comment, a.answered_by AS "decidedBy", a.answered_at AS "decidedAt", t.fence`;

interface ApprovalRow extends Omit<ApprovalView, 'title' | 'description' | 'form' | 'approvers' | 'onDeadline' | 'decidedByName'> {
  question: JsonValue;
  fence: number;
}

/** An approval with what its decision is written under. */
export type StoredApproval = Omit<ApprovalView, 'decidedByName'> & { fence: number };

function approvalOf({ question, ...row }: ApprovalRow): StoredApproval {
  const { title, description, form, approvers, on_deadline: onDeadline } = approvalSchema.parse(question);
  return {
    ...row,
    title,
    description: description ?? null,
    form: form ?? null,
    approvers: row.escalatedAt === null ? approvers : ['admin'],
    onDeadline,
  };
}

/** A place in the list. */
export interface ApprovalPlace {
  at: Date;
  id: string;
}

/** Up to `limit` open approvals, oldest first, or decided ones, newest first. */
export async function listApprovalRows(
  pool: Queryable,
  page: { limit: number; open: boolean; after?: ApprovalPlace | undefined; runId?: string | undefined },
): Promise<StoredApproval[]> {
  const [column, where, order, compare] = page.open
    ? ['a.created_at', OPEN, 'ASC', '>']
    : ['a.answered_at', `a.status <> 'open'`, 'DESC', '<'];
  const { rows } = await pool.query<ApprovalRow>({
    text: `SELECT ${COLUMNS} ${FROM} WHERE ${where} AND ($2::timestamptz IS NULL OR (${column}, a.id) ${compare} ($2::timestamptz, $3::uuid))
        AND ($4::uuid IS NULL OR a.run_id = $4::uuid)
      ORDER BY ${column} ${order}, a.id ${order} LIMIT $1`,
    values: [page.limit, page.after?.at ?? null, page.after?.id ?? null, page.runId ?? null],
  });
  return rows.map(approvalOf);
}

export async function findApproval(pool: Queryable, id: string): Promise<StoredApproval | null> {
  const { rows } = await pool.query<ApprovalRow>({ text: `SELECT ${COLUMNS} ${FROM} WHERE a.id = $1`, values: [id] });
  return rows[0] === undefined ? null : approvalOf(rows[0]);
}

/** Questions that nobody answered in time and that wait for an admin, oldest first. */
export async function readEscalated(pool: Queryable, limit: number): Promise<StoredApproval[]> {
  const { rows } = await pool.query<ApprovalRow>({
    name: 'read_escalated',
    text: `SELECT ${COLUMNS} ${FROM} WHERE ${OPEN} AND a.escalated_at IS NOT NULL ORDER BY a.created_at LIMIT $1`,
    values: [limit],
  });
  return rows.map(approvalOf);
}

/** How many questions and results wait for a person; counted up to `limit` each. */
export async function countInbox(pool: Queryable, limit: number): Promise<{ approvals: number; reviews: number }> {
  const { rows } = await pool.query<{ approvals: number; reviews: number }>({
    name: 'count_inbox',
    text: `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM approval a JOIN task t ON t.id = a.task_id WHERE ${OPEN} LIMIT $1) x) AS approvals,
      (SELECT count(*)::int FROM (SELECT 1 FROM review v JOIN task t ON t.id = v.task_id JOIN attempt b ON b.id = v.attempt_id
        WHERE v.verdict IS NULL AND t.status = 'waiting' AND t.wait_reason = 'review' AND t.fence = b.fence LIMIT $1) y) AS reviews`,
    values: [limit],
  });
  return rows[0] ?? { approvals: 0, reviews: 0 };
}
