import type { Unit } from '@/server/core/metrics/catalogue.ts';
import type { SeriesLine } from './series-types.ts';

/** One moment of a chart: values by measure, those of a week before under `before:<measure>`. */
export type ChartRow = { at: number } & Record<string, number | null>;

const seriesOf = (lines: readonly SeriesLine[]) =>
  lines.flatMap(({ name, points, before }) => [
    { key: name, points },
    { key: `before:${name}`, points: before },
  ]);

/**
 * Points of several lines as rows in order of time. Between points that are further apart than a bucket stands a row of nulls, so that a
 * gap is drawn as a gap.
 * @param buckets length of a bucket and of one of the week before, ms
 */
export function chartRows(lines: readonly SeriesLine[], buckets: { now: number; before: number }): ChartRow[] {
  const rows = new Map<number, ChartRow>();
  const rowAt = (at: number): ChartRow => {
    const known = rows.get(at);
    if (known !== undefined) return known;
    const made: ChartRow = { at };
    rows.set(at, made);
    return made;
  };
  for (const { key, points } of seriesOf(lines)) {
    const bucketMs = key.startsWith('before:') ? buckets.before : buckets.now;
    for (const [index, [at, value]] of points.entries()) {
      const last = points[index - 1];
      if (last !== undefined && at - last[0] > bucketMs * 1.5) rowAt(last[0] + bucketMs)[key] = null;
      rowAt(at)[key] = value;
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
}

/** What stands in the middle of the values of a line, weighted by what is behind them; null without a point. */
export function weightedMean(points: SeriesLine['points']): number | null {
  const samples = points.reduce((sum, [, , count]) => sum + count, 0);
  return samples === 0 ? null : points.reduce((sum, [, value, count]) => sum + value * count, 0) / samples;
}

/** What points come to: of counts their sum, of anything else their mean; null where there are none. */
export function sumUp(points: SeriesLine['points'], unit: Unit): number | null {
  if (unit !== 'count') return weightedMean(points);
  return points.length === 0 ? null : points.reduce((sum, [, value]) => sum + value, 0);
}
