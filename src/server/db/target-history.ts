import { TARGET_DEFINITIONS, TARGETS, type TargetName, type TargetValues } from '../core/metrics/targets.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

export interface TargetHistory {
  name: TargetName;
  /** The first point that is kept and misses the target as it is now; null: none does. */
  firstMissedAt: Date | null;
  /** Since when every point has missed it; null: the newest one meets it, or there is none. */
  missedSince: Date | null;
  /** Over the hour before the last one; null when it was not measured. */
  hourBefore: number | null;
}

// Points of an hour as far back as they are kept, of a minute for the last two: what is missed now is known to the minute.
const HISTORY = `
WITH t AS (
  SELECT * FROM unnest(string_to_array($1, E'\\x1e'), string_to_array($2, E'\\x1e'), $3::bool[], $4::float8[]) AS x(target, metric, at_most, value)
), p AS (
  SELECT t.target, m.at, m.resolution_s, m.value, m.samples, CASE WHEN t.at_most THEN m.value > t.value ELSE m.value < t.value END AS missed
  FROM t JOIN metric_point m ON m.name = t.metric AND m.labels = ''
    AND (m.resolution_s = 3600 AND m.at < clock_timestamp() - interval '2 hours' OR m.resolution_s = 60 AND m.at >= clock_timestamp() - interval '2 hours')
), met AS (
  SELECT target, max(at) FILTER (WHERE NOT missed) AS last_met FROM p GROUP BY 1
)
SELECT p.target AS name, min(p.at) FILTER (WHERE p.missed) AS "firstMissedAt",
  min(p.at) FILTER (WHERE p.missed AND (met.last_met IS NULL OR p.at > met.last_met)) AS "missedSince",
  (sum(p.value * p.samples) FILTER (WHERE p.resolution_s = 60 AND p.at < clock_timestamp() - interval '1 hour')
    / NULLIF(sum(p.samples) FILTER (WHERE p.resolution_s = 60 AND p.at < clock_timestamp() - interval '1 hour'), 0))::float8 AS "hourBefore"
FROM p JOIN met USING (target) GROUP BY 1`;

/** How the targets stood, as far back as points are kept. Targets without a point are left out. */
export async function readTargetHistory(db: Queryable, values: Readonly<TargetValues>): Promise<TargetHistory[]> {
  const { rows } = await db.query<TargetHistory>({
    name: 'target_history',
    text: HISTORY,
    values: [
      joinedTexts([...TARGETS]),
      joinedTexts(TARGETS.map((name) => TARGET_DEFINITIONS[name].metric)),
      bareArray(TARGETS.map((name) => String(TARGET_DEFINITIONS[name].direction === 'at_most'))),
      bareArray(TARGETS.map((name) => values[name])),
    ],
  });
  return rows;
}
