import { parseAsBoolean, parseAsStringLiteral } from 'nuqs/server';
import { DASHBOARDS } from '@/server/core/metrics/dashboards.ts';

const HOUR = 3_600;

/** How far back charts go, seconds by name. */
export const RANGES = { '1h': HOUR, '6h': 6 * HOUR, '24h': 24 * HOUR, '3d': 72 * HOUR, '7d': 168 * HOUR } as const;
export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];

/** The state of the page, in its address. */
export const metricsParsers = {
  tab: parseAsStringLiteral(DASHBOARDS).withDefault('performance'),
  range: parseAsStringLiteral(RANGE_NAMES).withDefault('1h'),
  /** Also the same span a week before. */
  compare: parseAsBoolean.withDefault(false),
};
