import { z } from 'zod';
import type { DecisionEnd } from '../core/routing/judge-decision.ts';
import { ATTEMPT_ERROR_CODES } from '../core/task/attempt-outcome.ts';
import type { Database } from './client.ts';

// What became of decisions, joined when somebody asks and never written on the road. Newest first by id, which carries the time.

/** Decisions looked through, at most. */
export const LOOKED_THROUGH = 20_000;

/** How the attempt `a` of the task `t` behind a decision ended. */
export const ENDED_DECISION = `a.status = 'completed' AS completed, a.error ->> 'code' AS "errorCode", a.verification, t.spec -> 'contract' IS NOT NULL AS contract,
  (extract(epoch FROM a.ended_at - a.started_at) * 1000)::float8 AS "durationMs", a.cost_usd AS "costUsd"`;

const endShape = {
  completed: z.boolean(),
  errorCode: z.enum(ATTEMPT_ERROR_CODES).nullable().catch(null),
  verification: z.enum(['verified', 'rejected', 'unverified']).nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  contract: z.boolean(),
};

export const endedDecisionSchema = z.object(endShape);

const interval = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const predictedRowSchema = z.object({
  ...endShape,
  at: z.number(),
  predicted: z.object({ success: interval, durationMs: interval.optional(), costUsd: interval.optional() }),
});
export type PredictedRow = z.output<typeof predictedRowSchema>;

/** Decisions of the window that predicted something and whose attempt has ended. */
export async function readPredicted(db: Database, filter: { windowHours: number; taskType: string | null }): Promise<PredictedRow[]> {
  const { rows } = await db.pool.query({
    name: 'routing_predicted',
    text: `SELECT ${ENDED_DECISION}, (extract(epoch FROM d.created_at) * 1000)::float8 AS at, d.record -> 'predicted' AS predicted
      FROM (SELECT id, record, created_at FROM decision ORDER BY id DESC LIMIT ${LOOKED_THROUGH}) d
      JOIN attempt a ON a.id = d.id JOIN task t ON t.id = a.task_id
      WHERE d.created_at > clock_timestamp() - $1 * interval '1 hour' AND a.status IN ('completed', 'failed') AND ($2::text IS NULL OR t.task_type = $2) AND d.record -> 'predicted' IS NOT NULL`,
    values: [filter.windowHours, filter.taskType],
  });
  return rows.map((row) => predictedRowSchema.parse(row));
}

export interface DecisionWithEnd {
  id: string;
  taskType: string | null;
  agentId: string;
  strategy: string;
  record: unknown;
  /** Null before the attempt has ended. */
  end: DecisionEnd | null;
}

const endedRowSchema = z.object({ ...endShape, id: z.string(), taskType: z.string(), agentId: z.string(), strategy: z.string() });

/** The newest assignments with their whole records; of a type, where one is named. */
export async function readDecided(db: Database, filter: { taskType: string | null; limit: number }): Promise<DecisionWithEnd[]> {
  const { rows } = await db.pool.query<{ record: unknown; ended: boolean }>({
    name: 'routing_decided',
    text: `SELECT d.id, t.task_type AS "taskType", d.agent_id AS "agentId", d.strategy, d.record, a.status IN ('completed', 'failed') AS ended, ${ENDED_DECISION}
      FROM (SELECT id, agent_id, strategy, record FROM decision ORDER BY id DESC LIMIT ${LOOKED_THROUGH}) d
      JOIN attempt a ON a.id = d.id JOIN task t ON t.id = a.task_id
      WHERE ($1::text IS NULL OR t.task_type = $1) ORDER BY d.id DESC LIMIT $2`,
    values: [filter.taskType, filter.limit],
  });
  return rows.map((row) => {
    const { id, taskType, agentId, strategy, ...end } = endedRowSchema.parse(row);
    return { id, taskType, agentId, strategy, record: row.record, end: row.ended ? end : null };
  });
}

const pastRowSchema = z.object({
  ...endShape,
  agentId: z.string(),
  taskType: z.string(),
  quality: z.number().nullable(),
  at: z.number(),
});
export type PastRow = z.output<typeof pastRowSchema>;

/** Attempts with a decision that ended in the last `days`, oldest first; of more than the limit the newest. */
export async function readPastOutcomes(db: Database, days: number): Promise<PastRow[]> {
  const { rows } = await db.pool.query({
    name: 'routing_past',
    text: `SELECT * FROM (
        SELECT ${ENDED_DECISION}, a.agent_id AS "agentId", t.task_type AS "taskType", a.quality,
          (extract(epoch FROM a.ended_at) * 1000)::float8 AS at
        FROM (SELECT * FROM attempt ORDER BY id DESC LIMIT ${LOOKED_THROUGH}) a JOIN task t ON t.id = a.task_id
        WHERE a.status IN ('completed', 'failed') AND a.ended_at > clock_timestamp() - $1 * interval '1 day'
          AND EXISTS (SELECT 1 FROM decision d WHERE d.id = a.id)
      ) p ORDER BY at`,
    values: [days],
  });
  return rows.map((row) => pastRowSchema.parse(row));
}
