import type { JsonObject } from '../json.ts';
import type { ApprovalForm } from './approval-form.ts';

/** `withdrawn`: its task ended before anybody answered. */
export const APPROVAL_STATUSES = ['open', 'approved', 'rejected', 'withdrawn'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A question to people that a task waits for. Title, description and defaults may be text of agents: show them as text only. */
export interface ApprovalView {
  id: string;
  taskRowId: string;
  /** The definition's task_id. */
  taskId: string;
  taskName: string;
  runId: string;
  runName: string;
  title: string;
  description: string | null;
  form: ApprovalForm | null;
  /** Who may decide now; an admin always may. */
  approvers: ('admin' | 'operator')[];
  onDeadline: 'approve' | 'reject' | 'escalate';
  dueAt: Date | null;
  escalatedAt: Date | null;
  openedAt: Date;
  status: ApprovalStatus;
  /** What was entered; null while it is open. */
  answer: JsonObject | null;
  comment: string | null;
  /** Null while it is open, and where a deadline decided. */
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
}
