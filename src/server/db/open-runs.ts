import type { Queryable } from './queryable.ts';

/** How many runs are not over, counted no further than `limit`. */
export async function countOpenRuns(db: Queryable, limit: number): Promise<number> {
  const { rows } = await db.query<{ open: number }>({
    name: 'count_open_runs',
    text: 'SELECT count(*)::int AS open FROM (SELECT FROM run WHERE finished_at IS NULL LIMIT $1) r',
    values: [limit],
  });
  return rows[0]?.open ?? 0;
}
