// Points of measures: one per measure and bucket, at three resolutions. A bucket is [at, at + resolution), on the grid of UTC.

/** Seconds, finest first. */
export const RESOLUTIONS = [10, 60, 3_600] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** After a pause so many buckets are still made up for; older ones stay a gap. Coarse ones need no rows, as long as finer sums are kept. */
const MADE_UP_FOR: Readonly<Record<Resolution, number>> = { 10: 30, 60: 110, 3600: 25 };

/** Points of one line of a chart. */
export const MOST_POINTS = 800;
/** Hourly points are kept at least this long, so that a week can be held against the one before. */
export const HOURLY_HOURS = 15 * 24;

export interface Stretch {
  from: number;
  to: number;
}

const floorTo = (epochMs: number, resolution: Resolution): number => Math.floor(epochMs / (resolution * 1_000)) * resolution * 1_000;

/**
 * The buckets that are over and not folded yet. Epoch ms.
 * @param until end of the last folded bucket; null when none was
 * @returns null when no bucket is over
 */
export function dueBuckets(resolution: Resolution, { until, now }: { until: number | null; now: number }): Stretch | null {
  const step = resolution * 1_000;
  const to = floorTo(now, resolution);
  const from = Math.max(floorTo(until ?? to - step, resolution), to - MADE_UP_FOR[resolution] * step);
  return to > from ? { from, to } : null;
}

/** The finest resolution whose points are still kept at the begin of a span and are not too many for a chart. */
export function chooseResolution(
  { from, to }: Stretch,
  { now, retentionHours, most = MOST_POINTS }: { now: number; retentionHours: number; most?: number },
): Resolution {
  const kept = from >= now - retentionHours * 3_600_000;
  const fits = (resolution: Resolution) => (to - from) / (resolution * 1_000) <= most;
  if (!kept) return 3_600;
  return RESOLUTIONS.find(fits) ?? 3_600;
}

/** Spans of buckets of one resolution. */
export interface Segment extends Stretch {
  resolution: Resolution;
}

/**
 * The fewest folded buckets that cover a window from its begin on, in order. What is left after the last of them has to be read from rows.
 * @param window begins on the grid of the finest resolution
 * @param until up to when buckets of each resolution were folded, epoch ms
 */
export function planSegments({ from, to }: Stretch, until: Readonly<Partial<Record<Resolution, number>>>): Segment[] {
  const segments: Segment[] = [];
  let at = from;
  for (;;) {
    const fits = (resolution: Resolution) =>
      at === floorTo(at, resolution) && at + resolution * 1_000 <= Math.min(to, until[resolution] ?? Number.NEGATIVE_INFINITY);
    const resolution = RESOLUTIONS.toReversed().find(fits);
    if (resolution === undefined) return segments;
    const last = segments.at(-1);
    const next = at + resolution * 1_000;
    if (last?.resolution === resolution) last.to = next;
    else segments.push({ resolution, from: at, to: next });
    at = next;
  }
}

/** The begin of a window as sums have it: on a full ten seconds, of more than an hour on a full minute, never later. Epoch ms. */
export function alignBegin({ from, to }: Stretch): number {
  return floorTo(from, to - from > 3_600_000 ? 60 : 10);
}

/** How long sums are kept, hours: ten seconds serve windows up to an hour, the others up to a day. */
export const SUMS_KEPT_HOURS: Readonly<Record<Resolution, number>> = { 10: 2, 60: 26, 3600: 26 };

/** How long points of a resolution are kept, hours. */
export function keptHours(resolution: Resolution, retentionHours: number): number {
  return resolution === 3_600 ? Math.max(retentionHours, HOURLY_HOURS) : retentionHours;
}
