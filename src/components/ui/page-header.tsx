import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: string;
  /** What stands here, in a few words. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, children, actions }: PageHeaderProps) {
  return (
    <header className="flex min-h-14 shrink-0 items-center justify-between gap-4 px-6 pt-4 pb-2">
      <div className="min-w-0">
        <h1 className="truncate font-semibold text-ink text-title tracking-tight">{title}</h1>
        {children && <div className="text-base text-ink-2">{children}</div>}
      </div>
      {actions && <div className="flex items-center gap-2">{actions}</div>}
    </header>
  );
}

interface DetailHeaderProps {
  title: string;
  /** The pages above this one, outermost first. */
  path: { label: string; href: string }[];
  /** Beside the title: status, version, kind. */
  marks?: ReactNode;
  actions?: ReactNode;
  /** Below the title. */
  children?: ReactNode;
}

/** The head of a page about one thing: where it stands, its name, its marks and its acts. */
export function DetailHeader({ title, path, marks, actions, children }: DetailHeaderProps) {
  return (
    <header className="shrink-0 px-6 pb-3">
      <nav aria-label="Path" className="flex items-center gap-1.5 pt-3 text-ink-3 text-small">
        {path.map(({ label, href }, index) => (
          <span key={href} className="flex min-w-0 items-center gap-1.5">
            {index > 0 && <span aria-hidden>/</span>}
            <Link href={href as Route} className="truncate hover:text-ink">
              {label}
            </Link>
          </span>
        ))}
      </nav>
      <div className="flex flex-wrap items-center justify-between gap-3 pt-1">
        <div className="flex min-w-0 items-center gap-3">
          <h1 className="truncate font-semibold text-ink text-title tracking-tight" title={title}>
            {title}
          </h1>
          {marks}
        </div>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}
