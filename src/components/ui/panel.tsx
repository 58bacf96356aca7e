import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface PanelProps {
  /** Where links lead to. */
  id?: string;
  title?: string;
  /** Small text or acts at the right of the title. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A bordered surface with an optional heading. */
export function Panel({ id, title, aside, children, className }: PanelProps) {
  return (
    <section id={id} className={cn('rounded-panel border bg-panel', className)}>
      {title && (
        <header className="flex h-10 items-center justify-between gap-3 border-b px-4">
          <h2 className="font-semibold text-base text-ink">{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
