import { type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';

/** What a control needs to be tied to its label, hint and fault. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  fault?: string;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with its hint; the fault takes the hint's place. */
export function Field({ label, hint, fault, className, children }: FieldProps) {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-ink-2 text-small">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': fault ? true : undefined })}
      {note && (
        <p id={`${id}-note`} className={cn('text-small', fault ? 'text-fail first-letter:uppercase' : 'text-ink-3')}>
          {note}
        </p>
      )}
    </div>
  );
}
