import { cn } from './class-names.ts';

/** One grey bar. Give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block h-3 animate-skeleton rounded bg-raised', className)} />;
}

// Widths that look like text rather than like a comb.
const WIDTHS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-3/4', 'w-1/3'] as const;

/** Rows of a list that is on its way. Appears only when the wait is noticeable. */
export function SkeletonRows({ rows = 12, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="skeleton-delay">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex h-8.5 items-center gap-4 border-b px-6">
          <Skeleton className="size-3.5 rounded-full" />
          <span className="flex-1">
            <Skeleton className={WIDTHS[row % WIDTHS.length] ?? 'w-1/2'} />
          </span>
          <Skeleton className="w-24" />
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}
