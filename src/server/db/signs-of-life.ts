import type { HeldWork, SignsOfLife } from '../core/heartbeat/signs-of-life.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// When agents show themselves. A sign is written by the statement that hears of the agent anyway.

/** Nearer to each other, signs are one burst; further apart, the agent was away between them: neither says how often it shows itself. */
const COUNTED = `BETWEEN interval '1 s' AND interval '120 s'`;
/** Intervals that are kept. */
const KEPT = 100;
const SINCE = 'clock_timestamp() - GREATEST(agent.last_heartbeat_at, agent.quiet_until)';

/** What an UPDATE of `agent` sets when the agent was heard of. A sign during a wait that was announced tells nothing of its pace. */
export const HEARD = `last_heartbeat_at = clock_timestamp(),
  beat_intervals = CASE WHEN COALESCE(agent.quiet_until <= clock_timestamp(), true) AND ${SINCE} ${COUNTED}
    THEN (agent.beat_intervals || (extract(epoch FROM ${SINCE}) * 1000)::int)[GREATEST(1, cardinality(agent.beat_intervals) - ${KEPT - 2}):]
    ELSE agent.beat_intervals END`;

/**
 * Notes that a pull agent was heard of.
 * @param waitMs it waits for work so long at most, and will not be heard of before; 0: it does not
 * @returns what was known of it before, and the time it is now (epoch ms, the database's); null when there is no such agent
 */
export async function markAgentSeen(
  pool: Queryable,
  agentId: string,
  waitMs: number,
): Promise<{ before: SignsOfLife; now: number } | null> {
  const { rows } = await pool.query<SignsOfLife & { now: number }>({
    name: 'mark_agent_seen',
    text: `UPDATE agent SET ${HEARD}, quiet_until = CASE WHEN $2::float8 > 0 THEN clock_timestamp() + $2 * interval '1 ms' END
      FROM (SELECT id, COALESCE(last_heartbeat_at, created_at) AS seen, quiet_until, beat_intervals FROM agent WHERE id = $1) b
      WHERE agent.id = b.id RETURNING (extract(epoch FROM b.seen) * 1000)::float8 AS "lastSeenAt", (extract(epoch FROM b.quiet_until) * 1000)::float8 AS "quietUntil",
        b.beat_intervals AS "intervalsMs", (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
    values: [agentId, waitMs],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const { now, ...before } = row;
  return { before, now };
}

/** What these agents have announced no longer holds: they are gone. */
export async function forgetWaits(pool: Queryable, agentIds: string[]): Promise<void> {
  await pool.query({
    name: 'forget_waits',
    text: 'UPDATE agent SET quiet_until = NULL WHERE id = ANY($1::uuid[]) AND quiet_until IS NOT NULL',
    values: [bareArray(agentIds)],
  });
}

/** How long work outside may stand still, by its agent's configuration, ms; NULL where it promises nothing. For statements with agent `g`. */
export const PROGRESS_TIMEOUT_MS = `((g.config->>'progress_timeout_seconds')::float8 * 1000)`;
/** Since it last got further, ms. For statements with attempt `a`. */
export const WITHOUT_PROGRESS_MS = '(extract(epoch FROM clock_timestamp() - COALESCE(a.progressed_at, a.started_at)) * 1000)::float8';

/** Of agents that promise progress, what they hold that has stood still longest, by agent. */
export async function readHeldWork(pool: Queryable, agentIds: readonly string[]): Promise<Map<string, HeldWork>> {
  const { rows } = await pool.query<HeldWork & { agentId: string }>({
    name: 'held_work',
    text: `SELECT a.agent_id AS "agentId", max(${WITHOUT_PROGRESS_MS}) AS "withoutProgressMs", max(${PROGRESS_TIMEOUT_MS}) AS "progressTimeoutMs"
      FROM attempt a JOIN agent g ON g.id = a.agent_id AND g.config->>'progress_timeout_seconds' IS NOT NULL
      WHERE a.agent_id = ANY($1::uuid[]) AND a.ended_at IS NULL AND a.worker_id IS NULL AND a.status = 'running' GROUP BY 1`,
    values: [bareArray(agentIds)],
  });
  return new Map(rows.map(({ agentId, ...held }) => [agentId, held]));
}
