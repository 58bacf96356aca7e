import { z } from 'zod';
import type { MoveView, RebalanceView } from '../core/load/load-view.ts';
import { REBALANCE_TRIGGERS } from '../core/load/rebalance-record.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

export type NewRebalance = Omit<RebalanceView, 'createdAt'>;

const movesSchema: z.ZodType<MoveView[]> = z.array(
  z.object({ taskId: z.string(), fromAgentId: z.string(), toAgentId: z.string(), expectedGain: z.number(), reason: z.string() }),
);

export async function insertRebalance(db: Queryable, rebalance: NewRebalance): Promise<void> {
  const { id, trigger, actor, moves, applied, varianceBefore, varianceAfter } = rebalance;
  await db.query({
    name: 'insert_rebalance',
    text: `INSERT INTO rebalance (id, trigger, actor, moves, applied, variance_before, variance_after, created_at)
      VALUES ($1, $2, $3, $4::json, $5, $6, $7, clock_timestamp())`,
    values: [id, trigger, actor, JSON.stringify(moves), applied, varianceBefore, varianceAfter],
  });
}

/** Newest first; `before` is the id of the last one seen. */
export async function listRebalanceRows(db: Database, page: { limit: number; before: string | null }): Promise<RebalanceView[]> {
  // Ids are UUID v7: their order is that of time.
  const rows = await db.prisma.rebalance.findMany({
    where: page.before === null ? {} : { id: { lt: page.before } },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map((row) => ({ ...row, trigger: z.enum(REBALANCE_TRIGGERS).parse(row.trigger), moves: movesSchema.parse(row.moves) }));
}

/** Rebalancings that moved something since then, and the tasks they moved. */
export async function countRebalances(db: Queryable, from: Date): Promise<{ rebalances: number; moved: number }> {
  const { rows } = await db.query<{ rebalances: number; moved: number }>({
    name: 'count_rebalances',
    text: `SELECT count(*)::int AS rebalances, coalesce(sum(applied), 0)::int AS moved FROM rebalance WHERE created_at >= $1 AND applied > 0`,
    values: [from],
  });
  return rows[0] ?? { rebalances: 0, moved: 0 };
}
