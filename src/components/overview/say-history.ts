import type { Unit } from '@/server/core/metrics/catalogue.ts';
import { formatMeasure } from '../metrics/format-measure.ts';
import type { TargetVerdict } from '../metrics/series-types.ts';
import { formatAgo, formatDuration } from '../time/format-time.ts';

type History = Pick<TargetVerdict, 'status' | 'missedSince' | 'firstMissedAt' | 'hourBefore'>;

/** "missed for 12m 04s, first 3 d ago; an hour before 97 %": how the target stood before now. */
export function sayHistory({ status, missedSince, firstMissedAt, hourBefore }: History, unit: Unit, now: Date): string {
  const isMissed = status === 'missed' && missedSince !== null;
  const isOld = firstMissedAt !== null && firstMissedAt.getTime() !== missedSince?.getTime();
  const missed = [
    isMissed ? `missed for ${formatDuration(now.getTime() - missedSince.getTime())}` : '',
    isOld ? `${isMissed ? 'first' : 'first missed'} ${formatAgo(now.getTime() - firstMissedAt.getTime())}` : '',
  ];
  const before = hourBefore === null ? '' : `an hour before ${formatMeasure(hourBefore, unit)}`;
  return [missed.filter((part) => part !== '').join(', '), before].filter((part) => part !== '').join('; ');
}
