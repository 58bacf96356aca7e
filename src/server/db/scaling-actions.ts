import { z } from 'zod';
import type { Prisma } from '../../generated/prisma/client.ts';
import { SCALING_ACTIONS, SCALING_TRIGGERS } from '../core/scaling/decide-size.ts';
import type { ArrivalForecast } from '../core/scaling/forecast-arrivals.ts';
import type { ScalingActionView } from '../core/scaling/pool-view.ts';
import type { Database } from './client.ts';

export type NewScalingAction = Omit<ScalingActionView, 'decidedAt' | 'finishedAt' | 'error' | 'neededAt'> & {
  /** Null: since the decision. */
  neededAt: Date | null;
};

export async function insertScalingAction(db: Database, action: NewScalingAction): Promise<void> {
  await db.pool.query({
    name: 'insert_scaling_action',
    text: `INSERT INTO scaling_action (id, pool_id, action, trigger, from_size, to_size, reasons, forecast, actor, needed_at, decided_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json, $9, coalesce($10, clock_timestamp()), clock_timestamp())`,
    values: [
      action.id,
      action.poolId,
      action.action,
      action.trigger,
      action.fromSize,
      action.toSize,
      action.reasons,
      action.forecast === null ? null : JSON.stringify(action.forecast),
      action.actor,
      action.neededAt,
    ],
  });
}

/** Marks every open action of a pool: done, or why not. */
export async function finishScalingActions(db: Database, poolId: string, error: string | null): Promise<void> {
  await db.pool.query({
    name: 'finish_scaling_actions',
    text: `UPDATE scaling_action SET error = $2, finished_at = CASE WHEN $2::text IS NULL THEN clock_timestamp() END
      WHERE pool_id = $1 AND finished_at IS NULL`,
    values: [poolId, error],
  });
}

type ScalingActionRow = Prisma.ScalingActionGetPayload<object>;

const fromRow = (row: ScalingActionRow): ScalingActionView => ({
  ...row,
  action: z.enum(SCALING_ACTIONS).parse(row.action),
  trigger: z.enum(SCALING_TRIGGERS).parse(row.trigger),
  forecast: row.forecast as ArrivalForecast | null,
});

/** Newest first; `before` is the id of the last one seen. */
export async function listScalingActionRows(
  db: Database,
  poolId: string,
  page: { limit: number; before: string | null },
): Promise<ScalingActionView[]> {
  const rows = await db.prisma.scalingAction.findMany({
    where: { poolId, ...(page.before !== null && { id: { lt: page.before } }) },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map(fromRow);
}

/** From the need to the members, over growths that were decided since then; milliseconds. */
export async function readScalingResponse(
  db: Database,
  { from, to }: { from: Date; to: Date },
): Promise<{ responseMs: number | null; samples: number }> {
  const { rows } = await db.pool.query<{ responseMs: number | null; samples: number }>({
    name: 'metric_scaling_response',
    text: `SELECT (avg(extract(epoch FROM finished_at - needed_at)) * 1000)::float8 AS "responseMs", count(*)::int AS samples
      FROM scaling_action WHERE decided_at >= $1 AND decided_at < $2 AND action = 'scale_up' AND finished_at IS NOT NULL`,
    values: [from, to],
  });
  return rows[0] ?? { responseMs: null, samples: 0 };
}
