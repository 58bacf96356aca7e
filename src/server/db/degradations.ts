import { z } from 'zod';
import { DEGRADATION_SIGNALS, type Degradation } from '../core/anomaly/judge-degradation.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

export interface OpenDegradation extends Degradation {
  id: string;
  agentId: string;
  seenAt: Date;
  /** When somebody did something about it; null before. */
  actedAt: Date | null;
}

export interface Reconciled {
  /** How many were opened or closed. */
  changed: number;
  /** What was done about those that closed: failures. */
  endedFailures: string[];
}

const rowSchema = z.object({
  id: z.string(),
  agentId: z.string(),
  signal: z.enum(DEGRADATION_SIGNALS),
  baseline: z.number(),
  current: z.number(),
  surprise: z.number(),
  samples: z.number(),
  beganAt: z.number(),
  seenAt: z.date(),
  actedAt: z.date().nullable(),
});

/** What is open now, of these agents; of all where none are named. */
export async function readDegradations(db: Queryable, agentIds: readonly string[] | null = null): Promise<OpenDegradation[]> {
  const { rows } = await db.query({
    name: 'open_degradations',
    text: `SELECT id, agent_id AS "agentId", signal, baseline, current, surprise, samples, (extract(epoch FROM began_at) * 1000)::float8 AS "beganAt",
        seen_at AS "seenAt", acted_at AS "actedAt"
      FROM agent_degradation WHERE ended_at IS NULL AND ($1::uuid[] IS NULL OR agent_id = ANY($1::uuid[])) ORDER BY agent_id, signal`,
    values: [agentIds === null ? null : bareArray(agentIds)],
  });
  return rows.map((row) => rowSchema.parse(row));
}

const RECONCILE = `
WITH c AS MATERIALIZED (
  SELECT * FROM json_to_recordset($2::json)
    AS x(id uuid, "agentId" uuid, signal text, baseline float8, current float8, surprise float8, samples int, "beganAt" float8)
), closed AS (
  UPDATE agent_degradation d SET ended_at = clock_timestamp() WHERE ended_at IS NULL AND agent_id = ANY($1::uuid[])
    AND NOT EXISTS (SELECT 1 FROM c WHERE c."agentId" = d.agent_id AND c.signal = d.signal) RETURNING id, failure_id
), opened AS (
  INSERT INTO agent_degradation (id, agent_id, signal, baseline, current, surprise, samples, began_at, seen_at)
  SELECT id, "agentId", signal, baseline, current, surprise, samples, to_timestamp("beganAt" / 1000), clock_timestamp() FROM c
  ON CONFLICT (agent_id, signal) WHERE ended_at IS NULL DO UPDATE SET baseline = EXCLUDED.baseline, current = EXCLUDED.current, samples = EXCLUDED.samples
  RETURNING (xmax = 0) AS fresh
)
SELECT (SELECT count(*)::int FROM closed) + (SELECT count(*)::int FROM opened WHERE fresh) AS changed,
  (SELECT COALESCE(array_agg(failure_id) FILTER (WHERE failure_id IS NOT NULL), '{}') FROM closed) AS "endedFailures"`;

/** Makes what is open of the judged agents what stands now: opens, brings up to date, closes. */
export async function reconcileDegradations(
  db: Queryable,
  judged: readonly string[],
  standing: readonly (Degradation & { id: string; agentId: string })[],
): Promise<Reconciled> {
  const { rows } = await db.query<Reconciled>({
    name: 'reconcile_degradations',
    text: RECONCILE,
    values: [bareArray(judged), JSON.stringify(standing)],
  });
  return rows[0] ?? { changed: 0, endedFailures: [] };
}

/** Notes that somebody acts on one that is open, and as which failure. @returns whether this was the first time */
export async function noteDegradationAct(db: Queryable, id: string, failureId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'degradation_acted',
    text: 'UPDATE agent_degradation SET acted_at = clock_timestamp(), failure_id = $2 WHERE id = $1 AND ended_at IS NULL AND acted_at IS NULL',
    values: [id, failureId],
  });
  return rowCount === 1;
}

/** Nothing came of acting as this failure: it may be tried again. */
export async function undoDegradationAct(db: Queryable, failureId: string): Promise<void> {
  await db.query({
    name: 'degradation_act_undone',
    text: 'UPDATE agent_degradation SET acted_at = NULL, failure_id = NULL WHERE failure_id = $1 AND ended_at IS NULL',
    values: [failureId],
  });
}
