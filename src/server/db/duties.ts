import type { DutyAnswer } from '../core/duty/due-duties.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Duties of the fleet: one row each with the moment of the last run, on database time. Whoever moves that moment runs the duty. Asking for
// one that is not due writes nothing and waits for nobody: a row that somebody else is moving right now is skipped.

// A moment that lies ahead was written before the clock was set back: the duty is due, or it would rest until that moment comes again.
// `infinity` is no such moment: nobody runs that duty.

/** Clocks of one server agree by this. */
const AHEAD = "interval '10 s'";

const CLAIM = `
WITH asked AS MATERIALIZED (
  SELECT name, least_age_ms FROM unnest($1::text[], $2::float8[]) AS a(name, least_age_ms)
), due AS MATERIALIZED (
  SELECT d.name FROM duty d JOIN asked a USING (name)
  WHERE d.ran_at < clock_timestamp() - a.least_age_ms * interval '1 ms' OR d.ran_at > clock_timestamp() + ${AHEAD} AND isfinite(d.ran_at) ORDER BY d.name FOR UPDATE OF d SKIP LOCKED
), again AS (
  UPDATE duty SET ran_at = clock_timestamp() FROM due WHERE duty.name = due.name RETURNING duty.name
), first AS (
  INSERT INTO duty (name, ran_at) SELECT name, clock_timestamp() FROM asked a WHERE NOT EXISTS (SELECT 1 FROM duty d WHERE d.name = a.name)
  ON CONFLICT (name) DO NOTHING RETURNING name
), claimed AS (
  SELECT name FROM again UNION ALL SELECT name FROM first
)
SELECT a.name, c.name IS NOT NULL AS claimed,
  CASE WHEN c.name IS NULL THEN coalesce(extract(epoch FROM clock_timestamp() - LEAST(d.ran_at, clock_timestamp())) * 1000, 0) ELSE 0 END::float8 AS "ageMs"
FROM asked a LEFT JOIN claimed c USING (name) LEFT JOIN duty d USING (name)`;

/**
 * Claims duties: of all who ask, one gets each per period.
 * @param leastAgeMs by name, how old the last run has to be
 */
export async function claimDueDuties<Name extends string>(
  pool: Queryable,
  leastAgeMs: Readonly<Partial<Record<Name, number>>>,
): Promise<DutyAnswer<Name>[]> {
  const { rows } = await pool.query<DutyAnswer<Name>>({
    name: 'claim_duties',
    text: CLAIM,
    values: [bareArray(Object.keys(leastAgeMs)), bareArray(Object.values<number>(leastAgeMs as Record<Name, number>))],
  });
  return rows;
}

/** Claims one duty of which the fleet may have any number (one per pool). @returns whether the caller runs it now */
export async function claimDuty(pool: Queryable, name: string, leastAgeMs: number): Promise<boolean> {
  return (await claimDueDuties(pool, { [name]: leastAgeMs })).some(({ claimed }) => claimed);
}

const CAUSES = `
SELECT
  EXISTS (SELECT 1 FROM schedule WHERE next_at <= clock_timestamp() AND NOT paused)
    OR EXISTS (SELECT 1 FROM schedule_fire WHERE status IN ('due', 'queued')) AS "fire-schedules",
  EXISTS (SELECT 1 FROM attempt WHERE ended_at IS NULL AND worker_id IS NULL AND status = 'assigned') AS rebalance,
  EXISTS (SELECT 1 FROM agent_pool WHERE retired_at IS NULL) AS "scale-pools",
  EXISTS (SELECT 1 FROM sleep_cycle WHERE ended_at IS NULL) OR EXISTS (SELECT 1 FROM sleep_window)
    OR EXISTS (SELECT 1 FROM agent WHERE retired_at IS NULL AND heartbeat IS NOT NULL AND last_heartbeat_at > clock_timestamp() - interval '5 minutes') AS sleep,
  EXISTS (SELECT 1 FROM task WHERE park_key LIKE 'demand:%') OR EXISTS (SELECT 1 FROM alert WHERE closed_at IS NULL)
    OR EXISTS (SELECT 1 FROM failure WHERE resolved_at IS NULL AND seen_at > clock_timestamp() - interval '15 minutes')
    OR EXISTS (SELECT 1 FROM recovery WHERE outcome = 'running') OR EXISTS (SELECT 1 FROM dead_letter WHERE decision IS NULL)
    OR EXISTS (SELECT 1 FROM alert_rule WHERE enabled) OR EXISTS (SELECT 1 FROM budget) AS "watch-alerts",
  EXISTS (SELECT 1 FROM alert_delivery WHERE due_at <= clock_timestamp()) AS "deliver-alerts",
  EXISTS (SELECT 1 FROM bulk_retry WHERE finished_at IS NULL) AS "bulk-retries",
  EXISTS (SELECT 1 FROM attempt a WHERE a.status IN ('completed', 'failed')
    AND a.ended_at > (SELECT coalesce(max(learned_at), '-infinity') FROM routing_belief))
    OR EXISTS (SELECT 1 FROM review WHERE verdict IN ('accept', 'reject') AND decided_at > (SELECT max(learned_at) FROM routing_belief))
    OR EXISTS (SELECT 1 FROM routing_belief WHERE thinning > 1) AS "learn-belief",
  EXISTS (SELECT 1 FROM attempt a WHERE a.status IN ('completed', 'failed')
    AND a.ended_at > (SELECT coalesce(max((value ->> 'at')::timestamptz), '-infinity') FROM setting WHERE name = 'persona_learned_until'))
    OR EXISTS (SELECT 1 FROM review WHERE verdict IN ('accept', 'reject')
      AND decided_at > (SELECT max((value ->> 'at')::timestamptz) FROM setting WHERE name = 'persona_learned_until')) AS "learn-personas",
  EXISTS (SELECT 1 FROM attempt WHERE ended_at IS NULL) OR EXISTS (SELECT 1 FROM (SELECT COALESCE((SELECT (value ->> 'at')::timestamptz FROM setting
      WHERE name = 'metric_totals_until'), '-infinity') AS at) w WHERE EXISTS (SELECT 1 FROM attempt WHERE ended_at >= w.at)
    OR EXISTS (SELECT 1 FROM run WHERE finished_at >= w.at) OR EXISTS (SELECT 1 FROM failure WHERE seen_at >= w.at))
    OR EXISTS (SELECT 1 FROM (SELECT coarse, fine, to_timestamp((s.value ->> coarse::text)::float8 / 1000) AS until
        FROM setting s, (VALUES (60, 10), (3600, 60)) r(coarse, fine) WHERE s.name = 'metric_points_until') u
      WHERE u.until + (u.coarse + 5) * interval '1 second' < clock_timestamp()
        AND EXISTS (SELECT 1 FROM metric_point p WHERE p.at >= u.until AND p.resolution_s = u.fine)) AS measure,
  EXISTS (SELECT 1 FROM (SELECT (value ->> 'at')::timestamptz AS at FROM setting WHERE name = 'spend_until') w
    WHERE EXISTS (SELECT 1 FROM attempt WHERE ended_at >= w.at) OR EXISTS (SELECT 1 FROM judge_call WHERE ended_at >= w.at)) AS "fold-spend"`;

/** Duties that may find nothing to do. */
export type CausedDuty =
  | 'fire-schedules'
  | 'rebalance'
  | 'scale-pools'
  | 'sleep'
  | 'watch-alerts'
  | 'deliver-alerts'
  | 'bulk-retries'
  | 'learn-belief'
  | 'learn-personas'
  | 'measure'
  | 'fold-spend';

/** Which of them have something to look at: one statement of index lookups, so that an idle fleet costs no more than that. */
export async function readDutyCauses(pool: Queryable): Promise<Record<CausedDuty, boolean>> {
  const { rows } = await pool.query<Record<CausedDuty, boolean>>({ name: 'duty_causes', text: CAUSES, values: [] });
  const [causes] = rows;
  if (causes === undefined) throw new Error('a SELECT without FROM answered no row');
  return causes;
}
