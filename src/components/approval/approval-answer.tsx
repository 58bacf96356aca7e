'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { ApprovalView } from '@/server/core/approval/approval-view.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';
import { ApprovalFields } from './approval-fields.tsx';
import { enteredAtFirst, readEntered } from './entered-form.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** The form of an open question and the two answers; for whom it is not, the reason. */
export function ApprovalAnswer({ approval }: { approval: ApprovalView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admins = !approval.approvers.includes('operator');
  const allowed = useAllowed(admins ? 'admin' : 'operator');
  const [entered, setEntered] = useState(() => enteredAtFirst(approval.form));
  const [comment, setComment] = useState('');
  const [faults, setFaults] = useState(NONE);
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({ onSettled: () => queryClient.invalidateQueries(trpc.approvals.pathFilter()) }),
  );
  if (!allowed) {
    return <p className="text-ink-3 text-small">{admins ? 'Only an admin may decide this.' : 'Operators and admins decide this.'}</p>;
  }
  const answer = (decision: 'approve' | 'reject') => {
    const read = readEntered(approval.form, entered);
    const shown = decision === 'approve' ? read.faults : NONE;
    setFaults(shown);
    if (shown.size > 0) return;
    const fitting = Object.fromEntries(Object.entries(read.answer).filter(([name]) => !read.faults.has(name)));
    decide.mutate({ id: approval.id, decision: { decision, form: fitting, comment: comment.trim() } });
  };
  const busy = (decision: 'approve' | 'reject') => decide.isPending && decide.variables.decision.decision === decision;
  return (
    <div className="flex flex-col gap-3">
      {approval.form && (
        <ApprovalFields
          form={approval.form}
          entered={entered}
          faults={faults}
          onChange={(name, value) => setEntered((now) => ({ ...now, [name]: value }))}
        />
      )}
      <Field label="Comment" hint="Needed to reject; kept with the answer and in the activity log.">
        {(control) => (
          <Textarea {...control} rows={2} maxLength={2_000} value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Field>
      {decide.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(decide.error).message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="danger" disabled={comment.trim() === ''} busy={busy('reject')} onClick={() => answer('reject')}>
          <X aria-hidden />
          Reject
        </Button>
        <Button variant="primary" busy={busy('approve')} onClick={() => answer('approve')}>
          <Check aria-hidden />
          Approve
        </Button>
      </div>
    </div>
  );
}
