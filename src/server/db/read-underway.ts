import type { Queryable } from './queryable.ts';

/** An attempt under way, as far as its end is guessed from it. */
export interface Underway {
  agentId: string;
  taskType: string;
  /** Since it began; of one that waits for its agent, since it was given to it. Milliseconds. */
  elapsedMs: number;
}

/** What these agents are at. */
export async function readUnderway(db: Queryable, agentIds: readonly string[]): Promise<Underway[]> {
  const { rows } = await db.query<Underway>({
    name: 'read_underway',
    text: `SELECT a.agent_id AS "agentId", t.task_type AS "taskType",
        (extract(epoch FROM clock_timestamp() - COALESCE(a.started_at, a.created_at)) * 1000)::float8 AS "elapsedMs"
      FROM attempt a JOIN task t ON t.id = a.task_id WHERE a.ended_at IS NULL AND a.agent_id = ANY($1::uuid[])`,
    values: [agentIds],
  });
  return rows;
}
