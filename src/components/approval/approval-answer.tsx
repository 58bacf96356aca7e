'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApprovalView } from '@/server/core/approval/approval-view.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { ApprovalFields } from './approval-fields.tsx';
import { enteredAtFirst, readEntered } from './entered-form.ts';
import { INBOX_KEY } from './inbox-key.ts';
import { VerdictForm } from './verdict-form.tsx';

const NONE: ReadonlyMap<string, string> = new Map();

/** The form of an open question and the two answers; for whom it is not, the reason. */
export function ApprovalAnswer({ approval }: { approval: ApprovalView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const admins = !approval.approvers.includes('operator');
  const allowed = useAllowed(admins ? 'admin' : 'operator');
  const [entered, setEntered] = useState(() => enteredAtFirst(approval.form));
  const [faults, setFaults] = useState(NONE);
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.approvals.pathFilter());
        void queryClient.invalidateQueries({ queryKey: INBOX_KEY });
      },
    }),
  );
  if (!allowed) {
    return <p className="text-ink-3 text-small">{admins ? 'Only an admin may decide this.' : 'Operators and admins decide this.'}</p>;
  }
  const answer = (decision: 'approve' | 'reject', comment: string) => {
    const read = readEntered(approval.form, entered);
    const shown = decision === 'approve' ? read.faults : NONE;
    setFaults(shown);
    if (shown.size > 0) return;
    const fitting = Object.fromEntries(Object.entries(read.answer).filter(([name]) => !read.faults.has(name)));
    decide.mutate({ id: approval.id, decision: { decision, form: fitting, comment } });
  };
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
      <VerdictForm
        label="Comment"
        keptWith="the answer"
        most={2_000}
        yes="Approve"
        mutation={decide}
        onAnswer={(isYes, comment) => answer(isYes ? 'approve' : 'reject', comment)}
      />
    </div>
  );
}
