// Points of measures: one per measure and bucket, at three resolutions. A bucket is [at, at + resolution), on the grid of UTC.

/** Seconds, finest first. */
export const RESOLUTIONS = [10, 60, 3_600] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** After a pause so many buckets are still made up for; older ones stay a gap. */
const MADE_UP_FOR: Readonly<Record<Resolution, number>> = { 10: 30, 60: 30, 3600: 6 };

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

/** How long points of a resolution are kept, hours. */
export function keptHours(resolution: Resolution, retentionHours: number): number {
  return resolution === 3_600 ? Math.max(retentionHours, HOURLY_HOURS) : retentionHours;
}
