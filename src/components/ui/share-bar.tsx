import { cn } from './class-names.ts';
import { formatShare } from './format-share.ts';

/** A share as a short bar with its number; a dash when it is not known. */
export function ShareBar({ share, tone = 'bg-run', title }: { share: number | null; tone?: string; title?: string }) {
  return (
    <span className="flex items-center justify-end gap-2" title={title}>
      <span className="h-1.5 w-12 shrink-0 overflow-hidden rounded-full bg-line" aria-hidden>
        <span className={cn('block h-full rounded-full', tone)} style={{ width: `${Math.min(1, Math.max(0, share ?? 0)) * 100}%` }} />
      </span>
      <span className="w-10 text-right">{formatShare(share)}</span>
    </span>
  );
}
