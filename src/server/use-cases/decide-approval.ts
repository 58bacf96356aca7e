import { z } from 'zod';
import { principalName } from '../core/access/actor-name.ts';
import { hasRole, type Principal } from '../core/access/principal.ts';
import { checkAnswer } from '../core/approval/approval-form.ts';
import type { ApprovalStatus } from '../core/approval/approval-view.ts';
import { cut } from '../core/contract/verdict.ts';
import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { findApproval, type StoredApproval } from '../db/approvals.ts';
import type { Deps } from '../deps.ts';
import { endWaits, refusal, type WaitEnd } from './end-waits.ts';
import { recordAudit } from './record-audit.ts';

const MAX_COMMENT = 2_000;

export const approvalDecisionSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    /** Values by field. A rejection may leave out what is required. */
    form: z.record(z.string().max(60), z.json()).default({}),
    comment: z.string().trim().max(MAX_COMMENT).default(''),
  })
  .refine(({ decision, comment }) => decision === 'approve' || comment !== '', {
    path: ['comment'],
    message: 'a rejection needs a comment',
  });
export type ApprovalDecision = z.output<typeof approvalDecisionSchema>;

export interface DecidedApproval {
  id: string;
  taskRowId: string;
  runId: string;
  status: ApprovalStatus;
}

function mayDecide({ approvers, escalatedAt }: StoredApproval, principal: Principal): void {
  if (hasRole(principal, 'admin') || approvers.includes('operator')) return;
  throw new ForbiddenError(
    escalatedAt === null ? 'only an admin may decide this' : 'nobody decided before the deadline: now only an admin may decide this',
  );
}

function checkForm(approval: StoredApproval, { decision, form }: ApprovalDecision): void {
  const given = form as JsonObject;
  const faults = checkAnswer(approval.form, given).filter(
    ({ path }) => decision === 'approve' || Object.hasOwn(given, path.slice('form.'.length)),
  );
  if (faults.length > 0) throw new InvalidError(`${faults[0]?.path}: ${faults[0]?.message}`, faults);
}

/**
 * A person's answer to a question that a task waits for. Of two answers one counts.
 * @throws NotFoundError, ForbiddenError for a role that may not answer it, InvalidError for a form that does not fit,
 *   ConflictError when it is open no longer
 */
export async function decideApproval(
  deps: Deps,
  request: { approvalId: string; decision: ApprovalDecision },
  principal: Principal,
): Promise<DecidedApproval> {
  const { approvalId, decision: given } = request;
  const approval = await findApproval(deps.db.pool, approvalId);
  if (approval === null) throw new NotFoundError(`no approval ${approvalId}`);
  if (approval.status !== 'open') throw new ConflictError(`this is ${approval.status} already`);
  mayDecide(approval, principal);
  checkForm(approval, given);
  const status = given.decision === 'approve' ? 'approved' : 'rejected';
  const comment = cut(given.comment, MAX_COMMENT);
  const form = given.form as JsonObject;
  const said = { decision: status, form, comment, by: principalName(principal), at: new Date().toISOString() };
  const end: WaitEnd = {
    taskId: approval.taskRowId,
    runId: approval.runId,
    fence: approval.fence,
    outcome: status === 'approved' ? { output: said } : { error: refusal(`${principalName(principal)} said no: ${comment}`, said) },
    answer: { status, form, comment, by: principal.id },
  };
  const [written] = await endWaits(deps, [end]);
  if (!written) throw new ConflictError('somebody else was faster, or its task is over');
  deps.feed.publish(['inbox']);
  const subject = `approval:${approvalId}`;
  await recordAudit(deps, { actor: principal, action: `approval.${given.decision}`, subject, detail: { comment, run_id: approval.runId } });
  return { id: approvalId, taskRowId: approval.taskRowId, runId: approval.runId, status };
}
