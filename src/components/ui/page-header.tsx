import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: string;
  /** What stands here, in a few words. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, children, actions }: PageHeaderProps) {
  return (
    <header className="flex min-h-14 items-center justify-between gap-4 px-6 pt-4 pb-2">
      <div className="min-w-0">
        <h1 className="truncate font-semibold text-ink text-title tracking-tight">{title}</h1>
        {children && <div className="text-base text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex items-center gap-2">{actions}</div>}
    </header>
  );
}
