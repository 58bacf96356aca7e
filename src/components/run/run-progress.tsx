import type { RunCounts } from '@/server/core/run/run-view.ts';
import { cn } from '../ui/class-names.ts';

const PARTS = [
  ['completed', 'bg-ok'],
  ['failed', 'bg-fail'],
  ['skipped', 'bg-line-strong'],
  ['cancelled', 'bg-line-strong'],
] as const;

/** "12 completed, 1 failed", naming only what there is. */
export function countsInWords(counts: RunCounts): string {
  const ended = PARTS.filter(([part]) => counts[part] > 0).map(([part]) => `${counts[part]} ${part}`);
  return ended.length > 0 ? ended.join(', ') : 'nothing finished yet';
}

/** How far a run is: what ended well, badly and not at all, out of everything. */
export function RunProgress({ counts, className }: { counts: RunCounts; className?: string }) {
  const ended = counts.completed + counts.failed + counts.skipped + counts.cancelled;
  return (
    <span className={cn('flex min-w-0 items-center gap-3', className)} title={`${countsInWords(counts)} of ${counts.total}`}>
      <span
        role="progressbar"
        aria-label="Finished tasks"
        aria-valuenow={ended}
        aria-valuemin={0}
        aria-valuemax={counts.total}
        aria-valuetext={`${countsInWords(counts)}, of ${counts.total}`}
        className="flex h-1.5 min-w-12 flex-1 gap-px overflow-hidden rounded-full bg-line"
      >
        {PARTS.map(([part, color]) =>
          counts[part] > 0 ? (
            <span
              key={part}
              className={cn('transition-[width] duration-300 ease-calm', color)}
              style={{ width: `${(counts[part] / counts.total) * 100}%` }}
            />
          ) : null,
        )}
      </span>
      <span className="min-w-14 whitespace-nowrap text-right text-ink-2">
        {ended}
        <span className="text-ink-3">/{counts.total}</span>
      </span>
    </span>
  );
}
