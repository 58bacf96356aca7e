'use client';
import { useMutation } from '@tanstack/react-query';
import type { DeadLetterView } from '@/server/core/recovery/dead-letter-view.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useTRPC } from '../trpc.tsx';

/** Gives dead letters up, with a reason. */
export function DiscardDialog({ letters, onClose, onDone }: { letters: DeadLetterView[]; onClose(): void; onDone(): void }) {
  const trpc = useTRPC();
  const discard = useMutation(trpc.deadLetters.discard.mutationOptions({ onSuccess: onDone }));
  const what = letters.length === 1 ? `"${letters[0]?.taskName}"` : `${letters.length} dead letters`;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Discard ${what}?`}
      consequence="The tasks stay failed. Their runs can still be run again as a whole."
      verb="Discard"
      danger
      mutation={discard}
      reasonLabel="Reason"
      reasonMissing="Say why: the reason is kept with the letter."
      onConfirm={(reason) => discard.mutate({ taskIds: letters.map(({ taskId }) => taskId), reason })}
    />
  );
}
