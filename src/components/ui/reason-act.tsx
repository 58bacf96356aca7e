'use client';
import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog-lazy.ts';

interface ReasonActProps {
  icon: LucideIcon;
  /** On the button that asks. */
  label: string;
  title: string;
  consequence: ReactNode;
  verb: string;
  danger: boolean;
  busy: boolean;
  fault?: string | undefined;
  /** Called with a reason that is not empty; `close` ends the question. */
  onConfirm(reason: string, close: () => void): void;
}

/** A button for an act that is kept with its reason: it asks for it, and takes none that is empty. */
export function ReasonAct({ icon: Icon, label, onConfirm, fault, ...question }: ReasonActProps) {
  const [asking, setAsking] = useState(false);
  const [missing, setMissing] = useState(false);
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
          fault={missing ? 'Say why: the reason is kept with the act.' : fault}
          onConfirm={(reason) => {
            setMissing(reason === '');
            if (reason !== '') onConfirm(reason, () => setAsking(false));
          }}
        />
      )}
    </>
  );
}
