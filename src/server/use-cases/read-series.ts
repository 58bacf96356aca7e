import { z } from 'zod';
import { InvalidError } from '../core/errors.ts';
import { CATALOGUE, MEASURE_NAMES, type MeasureName } from '../core/metrics/catalogue.ts';
import { FIGURES, type FigureName } from '../core/metrics/figures.ts';
import { chooseResolution, keptHours, MOST_POINTS, RESOLUTIONS, type Resolution } from '../core/metrics/point-grid.ts';
import { readPoints } from '../db/metric-points.ts';
import type { Deps } from '../deps.ts';

const MOST_NAMES = 20;
const WEEK_MS = 7 * 86_400_000;

export const readSeriesSchema = z.strictObject({
  names: z
    .array(z.enum(MEASURE_NAMES as [MeasureName, ...MeasureName[]]))
    .min(1)
    .max(MOST_NAMES),
  from: z.date(),
  to: z.date(),
  /** Also the same span a week before. */
  compare: z.boolean().default(false),
  /** Points of one line, at most. */
  points: z.number().int().min(10).max(MOST_POINTS).default(MOST_POINTS),
});
export type ReadSeries = z.output<typeof readSeriesSchema>;

/** The span up to now. */
export const readRecentSchema = readSeriesSchema.omit({ from: true, to: true }).extend({
  seconds: z.number().int().min(60).max(31_536_000),
});

/** Begin of the bucket (epoch ms), value, samples behind it. */
export type SeriesPoint = [at: number, value: number, samples: number];

export interface SeriesLine {
  name: MeasureName;
  points: SeriesPoint[];
  /** The same a week before, at times of this span; empty when not asked for. */
  before: SeriesPoint[];
}

export interface SeriesView {
  from: Date;
  to: Date;
  resolutionSeconds: Resolution;
  /** Of the week before; coarser when finer points are no longer kept. */
  beforeResolutionSeconds: Resolution;
  lines: SeriesLine[];
}

/**
 * Points of measures over a span, at the finest resolution that is kept and fits into a chart. Where nothing was measured there is no point.
 * @throws InvalidError for a span that ends before it begins, or is older than anything that is kept
 */
export async function readSeries(
  deps: Pick<Deps, 'db' | 'env'>,
  { names, from, to, compare, points: most }: ReadSeries,
): Promise<SeriesView> {
  const retentionHours = deps.env.METRICS_RETENTION_HOURS;
  const limit = { now: Date.now(), retentionHours, most };
  const oldest = limit.now - Math.max(...RESOLUTIONS.map((resolution) => keptHours(resolution, retentionHours))) * 3_600_000;
  if (to <= from) throw new InvalidError('the span ends before it begins', [{ path: 'to', message: 'must be after from' }]);
  if (to.getTime() <= oldest)
    throw new InvalidError('nothing is kept that long', [{ path: 'to', message: `must be after ${new Date(oldest).toISOString()}` }]);
  const span = { from: Math.max(from.getTime(), oldest), to: Math.min(to.getTime(), limit.now + 60_000) };
  const earlier = { from: span.from - WEEK_MS, to: span.to - WEEK_MS };
  const [resolution, coarser] = [chooseResolution(span, limit), chooseResolution(earlier, limit)];
  const wanted = [...new Set(names)];
  const [points, before] = await Promise.all([
    readPoints(deps.db.pool, wanted, { ...span, resolution }),
    compare ? readPoints(deps.db.pool, wanted, { ...earlier, resolution: coarser }) : [],
  ]);
  const lines = wanted.map((name) => ({
    name,
    points: points.filter((point) => point.name === name).map(({ at, value, samples }): SeriesPoint => [at, value, samples]),
    before: before.filter((point) => point.name === name).map(({ at, value, samples }): SeriesPoint => [at + WEEK_MS, value, samples]),
  }));
  return { from: new Date(span.from), to: new Date(span.to), resolutionSeconds: resolution, beforeResolutionSeconds: coarser, lines };
}

/** The same of the span up to now. */
export function readRecent(deps: Pick<Deps, 'db' | 'env'>, { seconds, ...asked }: z.output<typeof readRecentSchema>): Promise<SeriesView> {
  const to = new Date();
  return readSeries(deps, { ...asked, from: new Date(to.getTime() - seconds * 1_000), to });
}

/** Every measure with its definition. */
export function listMeasures() {
  return MEASURE_NAMES.map((name) => ({ name, ...CATALOGUE[name] }));
}

/** Every other number that is shown beside them. */
export function listFigures() {
  return (Object.keys(FIGURES) as FigureName[]).map((name) => ({ name, ...FIGURES[name] }));
}
