import type { UtilisationCell } from '@/server/core/fleet/utilisation.ts';
import { formatShare } from '../ui/format-share.ts';

/** A colour step carries a tenth, so that neighbours can be told apart and the legend is exact. */
const STEPS = 10;

/** Background of a cell: the surface when idle, the colour of running in tenths when busy; at least a fifth of it, so that little shows. */
export function cellColour(share: number): string {
  if (share <= 0) return 'var(--raised)';
  const step = Math.min(STEPS, Math.max(1, Math.ceil(share * STEPS)));
  return `color-mix(in oklab, var(--run) ${12 + (88 * step) / STEPS}%, var(--raised))`;
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day in the reader's zone; with seconds where buckets are shorter than a minute. */
export function formatBucket(at: number, bucketMs: number): string {
  return (bucketMs < 60_000 ? timeWithSeconds : time).format(at);
}

/** What a cell says, for who does not see its colour. */
export function cellWords(cell: UtilisationCell | null, at: number, bucketMs: number): string {
  const when = formatBucket(at, bucketMs);
  if (cell === null) return `${when}, not measured`;
  return `${when}, ${formatShare(cell.share)} busy, ${cell.attempts} ${cell.attempts === 1 ? 'attempt' : 'attempts'}`;
}

/** The cell a key leads to; null for other keys. */
export function nextCell(key: string, from: { row: number; column: number }, size: { rows: number; columns: number }) {
  const to = { ...from };
  if (key === 'ArrowLeft') to.column -= 1;
  else if (key === 'ArrowRight') to.column += 1;
  else if (key === 'ArrowUp') to.row -= 1;
  else if (key === 'ArrowDown') to.row += 1;
  else if (key === 'Home') to.column = 0;
  else if (key === 'End') to.column = size.columns - 1;
  else return null;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { row: clamp(to.row, size.rows), column: clamp(to.column, size.columns) };
}
