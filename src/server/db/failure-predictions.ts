import { z } from 'zod';
import type { FeatureVector } from '../core/failure-prediction/features.ts';
import type { ScoredForecast } from '../core/failure-prediction/measure-forecasts.ts';
import type { Queryable } from './queryable.ts';

/** The newest scored predictions that are learned from and judged by. */
const READ_SCORED = 5_000;
const KEEP_DAYS = 30;
/** Points of the line beside each agent. */
const RECENT_POINTS = 60;

export interface NewPrediction {
  id: string;
  agentId: string;
  probability: number;
  features: FeatureVector;
  samples: number;
  lastFailed: boolean;
}

/** @param made.at also the end of what was known; @param made.horizonMs how far ahead */
export async function insertPredictions(
  db: Queryable,
  made: { at: Date; horizonMs: number },
  predictions: readonly NewPrediction[],
): Promise<void> {
  if (predictions.length === 0) return;
  await db.query({
    name: 'insert_predictions',
    text: `INSERT INTO failure_prediction (id, agent_id, made_at, horizon_ms, probability, features, samples, last_failed)
      SELECT id, "agentId", $2, $3, probability, features, samples, "lastFailed" FROM json_to_recordset($1::json)
        AS x(id uuid, "agentId" uuid, probability float8, features json, samples int, "lastFailed" boolean)`,
    values: [JSON.stringify(predictions), made.at, made.horizonMs],
  });
}

/** Judges the predictions whose horizon ended by then; everything up to then must be folded. */
export async function scorePredictions(db: Queryable, foldedUntil: Date): Promise<void> {
  await db.query({
    name: 'score_predictions',
    text: `UPDATE failure_prediction p SET failed = f.at IS NOT NULL, first_failure_at = f.at
      FROM failure_prediction q, LATERAL (SELECT min(m.first_failure_at) AS at FROM agent_minute m WHERE m.agent_id = q.agent_id
        AND m.minute >= q.made_at AND m.minute < q.made_at + q.horizon_ms * interval '1 ms') f
      WHERE p.id = q.id AND q.failed IS NULL AND q.made_at >= $1::timestamptz - interval '1 day' AND q.made_at + q.horizon_ms * interval '1 ms' <= $1`,
    values: [foldedUntil],
  });
  await db.query({
    name: 'forget_predictions',
    text: `DELETE FROM failure_prediction WHERE made_at < clock_timestamp() - interval '${KEEP_DAYS} days'`,
    values: [],
  });
}

export interface StoredForecast extends ScoredForecast {
  agentId: string;
  horizonMs: number;
  features: FeatureVector;
}

const scoredSchema = z.object({
  agentId: z.string(),
  madeAt: z.number(),
  horizonMs: z.number(),
  probability: z.number(),
  features: z.array(z.number()),
  lastFailed: z.boolean(),
  failed: z.boolean(),
  firstFailureAt: z.number().nullable(),
});

/** The newest predictions whose outcome is known, oldest first. */
export async function readScored(db: Queryable): Promise<StoredForecast[]> {
  const { rows } = await db.query({
    name: 'scored_predictions',
    text: `SELECT agent_id AS "agentId", (extract(epoch FROM made_at) * 1000)::float8 AS "madeAt", horizon_ms AS "horizonMs", probability, features,
        last_failed AS "lastFailed", failed, (extract(epoch FROM first_failure_at) * 1000)::float8 AS "firstFailureAt"
      FROM failure_prediction WHERE failed IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT ${READ_SCORED}`,
    values: [],
  });
  return rows.map((row) => scoredSchema.parse(row)).reverse();
}

/** The newest predictions of each agent, oldest first. */
export async function readRecentProbabilities(db: Queryable, agentIds: readonly string[]): Promise<Map<string, number[]>> {
  const { rows } = await db.query<{ agentId: string; probabilities: number[] }>({
    name: 'recent_probabilities',
    text: `SELECT g.id AS "agentId", COALESCE(array_agg(p.probability ORDER BY p.made_at) FILTER (WHERE p.probability IS NOT NULL), '{}') AS probabilities
      FROM unnest($1::uuid[]) AS g(id), LATERAL (SELECT probability, made_at FROM failure_prediction WHERE agent_id = g.id
        ORDER BY made_at DESC LIMIT ${RECENT_POINTS}) p GROUP BY 1`,
    values: [agentIds],
  });
  return new Map(rows.map(({ agentId, probabilities }) => [agentId, probabilities]));
}
