'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeadLetterView } from '@/server/core/recovery/dead-letter-view.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog-lazy.ts';

/** Gives dead letters up, with a reason. */
export function DiscardDialog({ letters, onClose, onDone }: { letters: DeadLetterView[]; onClose(): void; onDone(): void }) {
  const trpc = useTRPC();
  const [missing, setMissing] = useState(false);
  const discard = useMutation(trpc.deadLetters.discard.mutationOptions({ onSuccess: onDone }));
  const fault = missing ? 'Say why: the reason is kept with the letter.' : discard.isError ? readProblem(discard.error).message : undefined;
  const what = letters.length === 1 ? `"${letters[0]?.taskName}"` : `${letters.length} dead letters`;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Discard ${what}?`}
      consequence="The tasks stay failed. Their runs can still be run again as a whole."
      verb="Discard"
      danger
      busy={discard.isPending}
      reasonLabel="Reason"
      fault={fault}
      onConfirm={(reason) => {
        setMissing(reason === '');
        if (reason !== '') discard.mutate({ taskIds: letters.map(({ taskId }) => taskId), reason });
      }}
    />
  );
}
