import { z } from 'zod';
import { APPROVAL_STATUSES, type ApprovalView } from '../../../core/approval/approval-view.ts';
import { approvalDecisionSchema, decideApproval } from '../../../use-cases/decide-approval.ts';
import { listApprovals, readApproval } from '../../../use-cases/list-approvals.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();

const approvalView = z
  .object({
    id: z.string(),
    task_row_id: z.string().describe("The task's id"),
    task_id: z.string().describe("The definition's task_id"),
    task_name: z.string(),
    run_id: z.string(),
    run_name: z.string(),
    title: z.string().describe('May hold text of agents'),
    description: z.string().nullable(),
    form: z.unknown().describe('A flat JSON Schema of what is to be entered; null: nothing'),
    approvers: z.array(z.enum(['admin', 'operator'])).describe('Who may decide now; an admin always may'),
    on_deadline: z.enum(['approve', 'reject', 'escalate']),
    due_at: time.nullable(),
    escalated_at: time.nullable(),
    opened_at: time,
    status: z.enum(APPROVAL_STATUSES),
    answer: z.unknown(),
    comment: z.string().nullable(),
    decided_by: z.string().nullable(),
    decided_at: time.nullable(),
  })
  .meta({ id: 'Approval' });

const presentApproval = (approval: ApprovalView): z.input<typeof approvalView> => ({
  id: approval.id,
  task_row_id: approval.taskRowId,
  task_id: approval.taskId,
  task_name: approval.taskName,
  run_id: approval.runId,
  run_name: approval.runName,
  title: approval.title,
  description: approval.description,
  form: approval.form,
  approvers: approval.approvers,
  on_deadline: approval.onDeadline,
  due_at: approval.dueAt?.toISOString() ?? null,
  escalated_at: approval.escalatedAt?.toISOString() ?? null,
  opened_at: approval.openedAt.toISOString(),
  status: approval.status,
  answer: approval.answer,
  comment: approval.comment,
  decided_by: approval.decidedBy,
  decided_at: approval.decidedAt?.toISOString() ?? null,
});

export const approvalRoutes = [
  defineRoute({
    method: 'GET',
    path: '/approvals',
    role: 'viewer',
    tag: 'approvals',
    summary: 'List questions that tasks wait for, oldest first, or those that are over, newest first',
    query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'decided']).default('open'), run_id: uuid.optional() }),
    responses: { 200: { description: 'A page of approvals', schema: pageOf(approvalView) } },
    async handle({ deps, query: { run_id, ...page } }) {
      const { data, nextCursor } = await listApprovals(deps, { ...page, runId: run_id });
      return { status: 200, body: { data: data.map(presentApproval), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/approvals/{id}',
    role: 'viewer',
    tag: 'approvals',
    summary: 'Read one approval',
    params: z.strictObject({ id: uuid }),
    responses: { 200: { description: 'The approval', schema: approvalView } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentApproval(await readApproval(deps, id)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/approvals/{id}/decide',
    role: 'operator',
    tag: 'approvals',
    summary: 'Answer a question that a task waits for; of two answers one counts',
    params: z.strictObject({ id: uuid }),
    body: approvalDecisionSchema,
    responses: {
      200: {
        description: 'What was decided',
        schema: z.object({ id: z.string(), task_row_id: z.string(), run_id: z.string(), status: z.enum(APPROVAL_STATUSES) }),
      },
    },
    errors: ['not_found', 'conflict', 'forbidden'],
    async handle({ deps, params: { id }, body, principal }) {
      const { taskRowId, runId, status } = await decideApproval(deps, { approvalId: id, decision: body }, principal);
      return { status: 200, body: { id, task_row_id: taskRowId, run_id: runId, status } };
    },
  }),
];
