import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** What this place is for, in a sentence. */
  children: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md animate-appear flex-col items-center px-6 py-16 text-center">
      <span className="mb-4 flex size-10 items-center justify-center rounded-panel border bg-panel text-ink-3">
        <Icon className="size-5" aria-hidden />
      </span>
      <h2 className="font-semibold text-ink text-lead">{title}</h2>
      <div className="mt-1 text-balance text-base text-ink-2">{children}</div>
      {action && <div className="mt-4 flex items-center gap-2">{action}</div>}
    </div>
  );
}
