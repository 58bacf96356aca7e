import { z } from 'zod';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Counters and histograms of the fleet, folded from rows: each stretch of time once, with the moment up to which they were folded in the
// same transaction. A stretch is folded when it is LAG_MS old, so that a slower commit is not overtaken.

const WATERMARK = 'metric_totals_until';
/** A commit may be this much later than the moment it records, milliseconds. */
export const LAG_MS = 5_000;
/** At most so much at once; after a pause the rest follows with the next stretches. */
const STRETCH_MS = 600_000;

export interface Stretch {
  from: Date;
  to: Date;
}

interface NextStretch extends Stretch {
  /** More than this can be folded already. */
  more: boolean;
}

/**
 * Takes the next stretch, and the right to fold it until the transaction ends. The first time, counting begins.
 * @param asOf now when null
 * @returns null when nothing is old enough
 */
export async function takeStretch(client: Queryable, asOf: Date | null): Promise<NextStretch | null> {
  await client.query({
    name: 'metric_totals_begin',
    text: `INSERT INTO setting (name, value, updated_at)
      VALUES ($1, json_build_object('at', date_trunc('milliseconds', clock_timestamp() - $2 * interval '1 ms')), clock_timestamp()) ON CONFLICT (name) DO NOTHING`,
    values: [WATERMARK, LAG_MS],
  });
  const { rows } = await client.query({
    name: 'metric_totals_stretch',
    text: `WITH w AS (SELECT (value ->> 'at')::timestamptz AS at FROM setting WHERE name = $1 FOR UPDATE),
        n AS (SELECT date_trunc('milliseconds', COALESCE($4::timestamptz, clock_timestamp()) - $2 * interval '1 ms') AS now)
      SELECT at AS "from", LEAST(at + $3 * interval '1 ms', now) AS "to", at + $3 * interval '1 ms' < now AS more FROM w, n`,
    values: [WATERMARK, LAG_MS, STRETCH_MS, asOf],
  });
  const stretch = z.object({ from: z.date(), to: z.date(), more: z.boolean() }).parse(rows[0]);
  return stretch.to > stretch.from ? stretch : null;
}

export async function keepStretch(client: Queryable, { to }: Stretch): Promise<void> {
  await client.query({
    name: 'metric_totals_keep',
    text: `UPDATE setting SET value = json_build_object('at', $2::timestamptz), updated_at = clock_timestamp() WHERE name = $1`,
    values: [WATERMARK, to],
  });
}

/** Something that happened in a stretch, `count` times with the same labels; durations add up to `seconds`. */
export interface Happening {
  family: 'assignment' | 'decision' | 'run' | 'recovery' | 'failure';
  labels: string[];
  bucket: number;
  count: number;
  seconds: number;
}

// Times are whole milliseconds: half of one takes a duration that equals an edge into the bucket below it, as `le` says. What was assigned
// in the stretch has ended since its begin or goes on, so that one look at attempts finds both. Their decisions and tasks are found by an
// array of ids, for which an index is walked once instead of once per id; `readHappenings` sees to it that they are then joined by hash.
const HAPPENED = `
WITH seen AS MATERIALIZED (
  SELECT id, task_id, number, status, created_at, ended_at FROM attempt
    WHERE ended_at >= $1 AND hedge_of IS NULL AND (created_at >= $1 AND created_at < $2 OR ended_at < $2)
  UNION ALL SELECT id, task_id, number, status, created_at, ended_at FROM attempt
    WHERE ended_at IS NULL AND hedge_of IS NULL AND created_at >= $1 AND created_at < $2
), chosen AS MATERIALIZED (
  SELECT id, strategy FROM decision WHERE id = ANY(ARRAY(SELECT id FROM seen))
), given AS MATERIALIZED (
  SELECT id, task_type, ready_at FROM task WHERE id = ANY(ARRAY(SELECT task_id FROM seen WHERE created_at >= $1 AND created_at < $2))
), assigned AS (
  SELECT COALESCE(d.strategy, 'none') AS strategy, t.task_type, CASE WHEN a.number = 1 THEN 'assigned' ELSE 'reassigned' END AS outcome,
    date_part('epoch', a.created_at - t.ready_at) AS s
  FROM seen a JOIN given t ON t.id = a.task_id LEFT JOIN chosen d ON d.id = a.id
  WHERE a.created_at >= $1 AND a.created_at < $2 AND t.ready_at <= a.created_at
), recovered AS (
  SELECT f.type, COALESCE(r.strategy, 'none') AS strategy, r.outcome, date_part('epoch', COALESCE(r.validated_at, r.ended_at) - f.began_at) AS s
  FROM recovery r JOIN failure f ON f.id = r.failure_id WHERE r.ended_at >= $1 AND r.ended_at < $2
)
SELECT 'assignment' AS family, ARRAY[strategy, task_type, outcome] AS labels, width_bucket(s - 0.0005, $3::float8[]) AS bucket,
  count(*)::int AS count, sum(s) AS seconds FROM assigned GROUP BY strategy, task_type, outcome, 3
UNION ALL
SELECT 'recovery', ARRAY[type, strategy, outcome], width_bucket(s - 0.0005, $4::float8[]), count(*)::int, sum(s) FROM recovered WHERE s >= 0 GROUP BY type, strategy, outcome, 3
UNION ALL
SELECT 'decision', ARRAY[COALESCE(d.strategy, 'none'), a.status], 0, count(*)::int, 0 FROM seen a LEFT JOIN chosen d ON d.id = a.id
  WHERE a.ended_at < $2 GROUP BY d.strategy, a.status
UNION ALL
SELECT 'run', ARRAY[status], 0, count(*)::int, 0 FROM run WHERE finished_at >= $1 AND finished_at < $2 GROUP BY 2
UNION ALL
SELECT 'failure', ARRAY[type, severity], 0, count(*)::int, 0 FROM failure WHERE seen_at >= $1 AND seen_at < $2 GROUP BY 2`;

export interface Edges {
  assignment: readonly number[];
  recovery: readonly number[];
}

/** For a transaction, whose later statements have no nested loops either. */
export async function readHappenings(db: Queryable, { from, to }: Stretch, edges: Edges): Promise<Happening[]> {
  // Nothing is known of how many rows an array of ids finds; guessed to be few, they would be gone through once per attempt.
  await db.query({ name: 'metric_by_hash', text: 'SET LOCAL enable_nestloop = off', values: [] });
  const { rows } = await db.query<Happening>({
    name: 'metric_happenings',
    text: HAPPENED,
    values: [from, to, bareArray(edges.assignment), bareArray(edges.recovery)],
  });
  return rows;
}

export interface Total {
  name: string;
  /** JSON array of the values of the labels. */
  labels: string;
  /** Empty, the number of a bucket, or "sum". */
  part: string;
  value: number;
}

export async function addToTotals(db: Queryable, totals: readonly Total[]): Promise<void> {
  if (totals.length === 0) return;
  await db.query({
    name: 'metric_add',
    text: `INSERT INTO metric_total (name, labels, part, value)
      SELECT name, labels, COALESCE(part, ''), sum(value) FROM unnest(string_to_array($1, E'\\x1e', ''), string_to_array($2, E'\\x1e', ''),
        string_to_array($3, E'\\x1e', ''), $4::float8[]) AS x(name, labels, part, value) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (name, labels, part) DO UPDATE SET value = metric_total.value + excluded.value`,
    values: [
      joinedTexts(totals.map(({ name }) => name)),
      joinedTexts(totals.map(({ labels }) => labels)),
      joinedTexts(totals.map(({ part }) => part)),
      bareArray(totals.map(({ value }) => value)),
    ],
  });
}

/** All totals; a few thousand rows at most, since every label is bounded. */
export async function readTotals(db: Queryable): Promise<Total[]> {
  const { rows } = await db.query<Total>({ name: 'metric_totals', text: 'SELECT name, labels, part, value FROM metric_total', values: [] });
  return rows;
}

/** What stands at a place of the labels of a family. */
export async function readKnownNames(db: Queryable, family: string, index: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>({
    name: 'metric_known_names',
    text: 'SELECT DISTINCT labels::json ->> $2::int AS name FROM metric_total WHERE name = $1',
    values: [family, index],
  });
  return rows.map(({ name }) => name);
}
