'use client';
import { type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface FormDialogProps {
  title: string;
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** The verb on the button, an icon before it if there is one. */
  submit: ReactNode;
  busy: boolean;
  /** What is wrong with the whole; faults of a field stand at the field. */
  fault?: ReactNode;
  children: ReactNode;
  onSubmit(): void;
  onClose(): void;
}

/** A form in a dialog: fields, one fault for the whole, cancel and one verb. */
export function FormDialog({ title, description, size = 'sm', submit, busy, fault, children, onSubmit, onClose }: FormDialogProps) {
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      {...(description !== undefined && { description })}
      size={size}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-4"
        autoComplete="off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {fault && (
          <div role="alert" className="text-base text-fail">
            {fault}
          </div>
        )}
      </form>
    </Dialog>
  );
}
