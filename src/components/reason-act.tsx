'use client';
import type { LucideIcon } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog-lazy.ts';
import { Button } from './ui/button.tsx';

interface ReasonActProps extends Pick<ComponentProps<typeof ConfirmDialog>, 'title' | 'consequence' | 'verb' | 'mutation'> {
  icon: LucideIcon;
  /** On the button that asks. */
  label: string;
  danger: boolean;
  /** Called with a reason that is not empty; `close` ends the question. */
  onConfirm(reason: string, close: () => void): void;
}

/** A button for an act that is kept with its reason: it asks for it, and takes none that is empty. */
export function ReasonAct({ icon: Icon, label, onConfirm, ...question }: ReasonActProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant={question.danger ? 'danger' : 'primary'} onClick={() => setAsking(true)}>
        <Icon aria-hidden />
        {label}
      </Button>
      {asking && (
        <ConfirmDialog
          {...question}
          open
          onOpenChange={setAsking}
          reasonLabel="Reason"
          reasonMissing="Say why: the reason is kept with the act."
          onConfirm={(reason) => onConfirm(reason, () => setAsking(false))}
        />
      )}
    </>
  );
}
