import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

// Lists of things one can open. Every row is one link on a grid; header and rows share the columns given as a grid template class.

/** Column names above the rows. */
export function RowHeader({ columns, children }: { columns: string; children: ReactNode }) {
  return (
    <div
      className={cn('sticky top-0 z-10 grid h-8 items-center gap-4 border-b bg-page px-6 font-medium text-ink-3 text-small', columns)}
      aria-hidden
    >
      {children}
    </div>
  );
}

/** The look of a row; put it on the link together with `data-row`. */
export function rowClass(columns: string, className?: string): string {
  return cn(
    'grid h-8.5 items-center gap-4 border-b px-6 text-base text-ink-2 hover:bg-hover',
    'focus-visible:-outline-offset-2 focus-visible:bg-hover',
    columns,
    className,
  );
}

/** A right-aligned number cell. */
export function NumberCell({ className, ...rest }: ComponentProps<'span'>) {
  return <span {...rest} className={cn('truncate text-right', className)} />;
}
