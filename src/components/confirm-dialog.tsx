'use client';
import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';
import { readProblem } from './problem.ts';
import { Button } from './ui/button.tsx';
import { Field } from './ui/field.tsx';
import { Textarea } from './ui/input.tsx';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** What will happen, with its reach ("3 running tasks are stopped"). */
  consequence: ReactNode;
  /** The verb on the button. */
  verb: string;
  danger?: boolean;
  /** When given, a reason is asked for and handed to onConfirm. */
  reasonLabel?: string;
  /** What is said when the reason is left out; without it, it may be. */
  reasonMissing?: string;
  /** What the button sets off: it is busy meanwhile, and what failed is said here. */
  mutation: { isPending: boolean; isError: boolean; error: unknown };
  onConfirm(reason: string): void;
}

/** Asks before an act that cannot be taken back at once. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { mutation } = props;
  const failed = mutation.isError ? readProblem(mutation.error).message : undefined;
  const fault = missing ? props.reasonMissing : failed;
  return (
    <Base.Root open={props.open} onOpenChange={(next) => props.onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup className="fixed top-[20vh] left-1/2 z-50 w-[420px] max-w-[calc(100vw-32px)] -translate-x-1/2 rounded-[10px] border border-line bg-panel shadow-pop outline-none transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              const left = reason.trim() === '' && props.reasonMissing !== undefined;
              setMissing(left);
              if (!left) props.onConfirm(reason.trim());
            }}
          >
            <div className="flex flex-col gap-3 px-5 pt-4 pb-4">
              <Base.Title className="font-semibold text-ink text-lead">{props.title}</Base.Title>
              <Base.Description className="text-base text-ink-2" render={<div />}>
                {props.consequence}
              </Base.Description>
              {props.reasonLabel && (
                <Field label={props.reasonLabel} hint="Kept in the activity log.">
                  {(control) => (
                    <Textarea {...control} rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
                  )}
                </Field>
              )}
              {fault && (
                <p role="alert" className="text-fail text-small">
                  {fault}
                </p>
              )}
            </div>
            <div className="flex items-center justify-end gap-2 border-t px-5 py-3">
              <Base.Close render={<Button variant="ghost" />}>Keep it</Base.Close>
              <Button type="submit" variant={props.danger ? 'dangerSolid' : 'primary'} busy={mutation.isPending}>
                {props.verb}
              </Button>
            </div>
          </form>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
